//! Names as people write them, made alike.

/// A name in small letters, its words between `_`: `NAT-Gateway` is `nat_gateway`.
pub fn plain(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace(['-', ' ', '.'], "_")
}
