//! JSON that names its form.
//!
//! In: a text and the name of the form that is known. Out: what it says; or that it cannot be read, and why. The name is looked at first:
//! a text in another form is whole, and was written by another version, so that no key of it is called a mistake.

use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
struct Named {
    schema: String,
}

/// What a text in the form `schema` says; else why it cannot be read.
pub fn read<T: DeserializeOwned>(text: &str, schema: &str) -> Result<T, String> {
    let Named { schema: own } = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if own != schema {
        return Err(format!("its form is {own:?}, not {schema:?}: another version wrote it"));
    }
    serde_json::from_str(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Second {
        schema: String,
        new: u8,
    }

    #[test]
    fn another_form_is_told_from_a_mistake() {
        let read = |text: &str| read::<Second>(text, "x/2").map(|own| own.new);
        assert_eq!(read(r#"{"schema": "x/2", "new": 1}"#), Ok(1));
        let other = Err(r#"its form is "x/1", not "x/2": another version wrote it"#.to_owned());
        assert_eq!(read(r#"{"schema": "x/1", "old": 1}"#), other);
        assert_eq!(read(r#"{"schema": "x/1", "new": 1}"#), other, "the same keys may mean something else");
        for wrong in ["", "{}", r#"{"schema": "x/2"}"#, r#"{"schema": "x/2", "old": 1}"#] {
            assert!(read(wrong).is_err_and(|why| !why.contains("version")), "{wrong}");
        }
    }
}
