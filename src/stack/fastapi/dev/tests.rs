//! Which parts a system is started with.

use super::units;
use crate::levels::Wanted;
use crate::pipeline;
use crate::set::Input;

fn file(example: &str, path: &str) -> serde_json::Value {
    let set = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example).join("contract");
    let system = pipeline::system(&Input::Path(set), &Wanted::default()).1.unwrap();
    let units = units(&system);
    serde_json::from_str(&units.iter().find(|unit| unit.path == path).unwrap().text).unwrap()
}

#[test]
fn each_service_outside_has_a_part() {
    let parts = file("hr", "dev/parts.json");
    assert_eq!(parts["stores"][0]["prefix"], "AWS_S3_HR_DOCUMENTS");
    assert_eq!(parts["stores"][0]["secret"], "AWS_SECRET_ACCESS_KEY");
    assert_eq!(parts["stores"][0]["buckets"][0], "hr-documents");
    assert_eq!(parts["mail"][0]["prefix"], "SMTP_PAYROLL");
    assert_eq!(parts["mail"][0]["password"], "SMTP_PASSWORD");
    assert_eq!(parts["stand_ins"][0]["base_path"], "/v1");
    assert_eq!(parts["stand_ins"][0]["secret"], "WEATHER_API_KEY");
}

#[test]
fn a_system_that_calls_nobody_needs_a_database_only() {
    let parts = file("hello", "dev/parts.json");
    for part in ["stores", "mail", "stand_ins"] {
        assert_eq!(parts[part].as_array().unwrap().len(), 0, "{part}");
    }
}

#[test]
fn a_stand_in_answers_where_the_contract_says() {
    let weather = &file("hr", "dev/standins.json")[0];
    assert_eq!(weather["auth"]["place"], "query");
    let call = &weather["operations"][0];
    assert_eq!(call["path"], "/current.json");
    let response = call["response"].as_array().unwrap();
    let temperature = response.iter().find(|own| own["name"] == "temperature").unwrap();
    assert_eq!(temperature["path"], serde_json::json!(["current", "temp_c"]));
    assert_eq!(temperature["sample"], 1.5);
}
