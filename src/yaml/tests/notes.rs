//! Comments and blank lines.
