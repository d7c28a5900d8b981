//! Regions of clouds, and where they lie.
//!
//! In: names of regions as AWS, Google and Azure write them. Out: whether they lie inside of what a clause about residency names. London
//! is no part of the EU, nor is Zurich, whatever their names begin with.

use std::sync::LazyLock;

use regex::Regex;

use super::plain::plain;

static SHAPE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let aws = r"(?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-gov|-iso[a-z]?)?-(?:north|south|east|west|central){1,2}-\d";
    let google = r"(?:us|europe|asia|australia|northamerica|southamerica|me|africa)-(?:north|south|east|west|central){1,2}\d{1,2}";
    let azure = concat!(
        r"(?:north|west)europe|(?:east|west|central|southcentral|northcentral|westcentral)us\d?|uk(?:south|west)|",
        r"(?:france|germanywest|sweden|poland|spain)central|italynorth|switzerland(?:north|west)|norway(?:east|west)|",
        r"(?:east|southeast)asia"
    );
    Regex::new(&format!("^(?:{aws}|{google}|{azure})$")).ok()
});

const EU: &[&str] = &[
    "eu-west-1",
    "eu-west-3",
    "eu-central-1",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eusc-de-east-1",
    "europe-west1",
    "europe-west3",
    "europe-west4",
    "europe-west8",
    "europe-west9",
    "europe-west10",
    "europe-west12",
    "europe-north1",
    "europe-north2",
    "europe-central2",
    "europe-southwest1",
    "northeurope",
    "westeurope",
    "francecentral",
    "germanywestcentral",
    "swedencentral",
    "polandcentral",
    "italynorth",
    "spaincentral",
];
const UK: &[&str] = &["eu-west-2", "europe-west2", "uksouth", "ukwest"];
const SWISS: &[&str] = &["eu-central-2", "europe-west6", "switzerlandnorth", "switzerlandwest"];
const NORWAY: &[&str] = &["norwayeast", "norwaywest"];

/// Whether a text is the name of a region.
pub fn is_region(text: &str) -> bool {
    SHAPE.as_ref().is_some_and(|shape| shape.is_match(text)) || text == "eusc-de-east-1"
}

/// What lies inside of a residency such as `eu_only`; none where the residency is not known.
pub fn inside(residency: &str) -> Option<fn(&str) -> bool> {
    Some(match plain(residency).as_str() {
        "eu_only" | "eu" => |name| EU.contains(&name),
        "eea_only" | "eea" => |name| EU.contains(&name) || NORWAY.contains(&name),
        "uk_only" | "uk" => |name| UK.contains(&name),
        "uk_or_eu_only" | "eu_or_uk_only" | "uk_or_eu" | "uk_eu_only" => {
            |name| EU.contains(&name) || UK.contains(&name)
        }
        "eu_or_swiss_only" | "ch_or_eu_only" => |name| EU.contains(&name) || SWISS.contains(&name),
        "us_only" | "us" => {
            |name| name.starts_with("us-") || name.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with("us")
        }
        _ => return None,
    })
}
