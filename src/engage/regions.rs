//! Regions of clouds, and where they lie.
//!
//! In: names of regions as AWS, Google and Azure write them, with Azure's names for people (`West Europe`) and the zones of a region
//! (`us-east-1a`). Out: the name as machines write it, and whether it lies inside of what a clause about residency names. London is no part of the
//! EU, nor is Zurich, whatever their names begin with. A group of regions (`EU`, `NAM4`) is named only where a region is asked for, for
//! elsewhere its name is a word like others.

use std::sync::LazyLock;

use regex::Regex;

use super::plain::plain;

/// Of AWS and Google every name of this shape is a region; they may open one tomorrow.
static SHAPE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let way = "(?:north|south|east|west|central){1,2}";
    let aws = format!(r"(?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-gov|-iso[a-z]?)?-{way}-\d|eusc-de-east-1");
    let google = format!(r"(?:us|europe|asia|australia|northamerica|southamerica|me|africa)-{way}\d{{1,2}}");
    Regex::new(&format!("^((?:{aws})[a-f]?|(?:{google})(?:-[a-f])?)$")).ok()
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
    "francesouth",
    "germanywestcentral",
    "germanynorth",
    "swedencentral",
    "swedensouth",
    "polandcentral",
    "italynorth",
    "spaincentral",
    "austriaeast",
    "belgiumcentral",
    "denmarkeast",
    "eu",
    "eur4",
    "eur3",
];
const UK: &[&str] = &["eu-west-2", "europe-west2", "uksouth", "ukwest"];
const SWISS: &[&str] = &["eu-central-2", "europe-west6", "switzerlandnorth", "switzerlandwest"];
const NORWAY: &[&str] = &["norwayeast", "norwaywest"];
const US: &[&str] = &[
    "eastus",
    "eastus2",
    "centralus",
    "northcentralus",
    "southcentralus",
    "westcentralus",
    "westus",
    "westus2",
    "westus3",
    "usgovvirginia",
    "usgovtexas",
    "usgovarizona",
    "usdodeast",
    "usdodcentral",
];
/// Regions of Azure that lie elsewhere.
const ELSEWHERE: &[&str] = &[
    "australiacentral",
    "australiacentral2",
    "australiaeast",
    "australiasoutheast",
    "brazilsouth",
    "brazilsoutheast",
    "canadacentral",
    "canadaeast",
    "centralindia",
    "chilecentral",
    "chinaeast",
    "chinaeast2",
    "chinaeast3",
    "chinanorth",
    "chinanorth2",
    "chinanorth3",
    "eastasia",
    "indonesiacentral",
    "israelcentral",
    "japaneast",
    "japanwest",
    "jioindiacentral",
    "jioindiawest",
    "koreacentral",
    "koreasouth",
    "malaysiawest",
    "mexicocentral",
    "newzealandnorth",
    "qatarcentral",
    "southafricanorth",
    "southafricawest",
    "southeastasia",
    "southindia",
    "taiwannorth",
    "uaecentral",
    "uaenorth",
    "westindia",
];
/// Several regions under one name: of Google, and where they lie in part outside of what their name says, too.
const GROUPS: &[&str] = &[
    "eu", "eur3", "eur4", "eur5", "eur6", "eur7", "eur8", "us", "asia", "asia1", "nam3", "nam4", "nam5", "nam6",
    "nam7", "nam8", "nam9", "nam10", "nam11", "nam12", "nam13", "nam14", "nam15", "nam16",
];

/// No region has a longer name.
const LONGEST: usize = 32;

/// The region that a text names, as machines write it: `westeurope` for `West Europe`, `us-east-1` for its zone `us-east-1a`.
pub fn region(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let name = text.trim().to_ascii_lowercase().replace(' ', "");
    if SHAPE.as_ref().is_some_and(|shape| shape.is_match(&name)) {
        let zone = name.trim_end_matches(|c: char| c.is_ascii_lowercase()).trim_end_matches('-');
        return Some(zone.to_owned());
    }
    let listed = [EU, UK, SWISS, NORWAY, US, ELSEWHERE].iter().any(|list| list.contains(&name.as_str()));
    (listed && !GROUPS.contains(&name.as_str())).then_some(name)
}

/// As [`region`], where a region is asked for: a group of them has a name, too.
pub fn region_or_group(text: &str) -> Option<String> {
    let group = text.trim().to_ascii_lowercase();
    region(text).or_else(|| Some(group).filter(|name| GROUPS.contains(&name.as_str())))
}

/// What lies inside of a residency such as `eu_only`, by names as machines write them; none where the residency is not known.
pub fn inside(residency: &str) -> Option<fn(&str) -> bool> {
    Some(match plain(residency).as_str() {
        "eu_only" | "eu" => |name| EU.contains(&name),
        "eea_only" | "eea" => |name| EU.contains(&name) || NORWAY.contains(&name),
        "uk_only" | "uk" => |name| UK.contains(&name),
        "uk_or_eu_only" | "eu_or_uk_only" | "uk_or_eu" | "uk_eu_only" => {
            |name| EU.contains(&name) || UK.contains(&name) || name == "eur5" || name == "eur7"
        }
        "eu_or_swiss_only" | "ch_or_eu_only" => {
            |name| EU.contains(&name) || SWISS.contains(&name) || name == "eur6" || name == "eur8"
        }
        "us_only" | "us" => |name| name.starts_with("us-") || name == "us" || US.contains(&name),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_and_zones_are_regions() {
        for (text, name) in [
            ("West Europe", "westeurope"),
            ("East US 2", "eastus2"),
            ("us-east-1a", "us-east-1"),
            ("europe-west1-b", "europe-west1"),
            ("us-gov-west-1", "us-gov-west-1"),
            ("brazilsouth", "brazilsouth"),
        ] {
            assert_eq!(region(text).as_deref(), Some(name), "{text}");
        }
        for text in ["US", "EU", "north", "eu-1", "us-east-1z", "global"] {
            assert_eq!(region(text), None, "{text}");
        }
        assert_eq!(region_or_group("NAM4").as_deref(), Some("nam4"));
        let is_inside = inside("eu_only").unwrap();
        assert!(is_inside("eu") && is_inside("eur4") && !is_inside("eur5") && !is_inside("eu-west-2"));
    }
}
