//! Cobertura XML, as coverage.py, tarpaulin, istanbul and others write it.
//!
//! In: text. Out: lines and covered lines: `lines-valid` and `lines-covered` where the report has them; older ones have only a rate, and
//! there the `line` elements of classes are counted. Never trusts a rate alone.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Coverage;

/// Reads Cobertura; none where it is not well formed or holds no count.
pub(super) fn read(path: &str, text: &str) -> Option<Coverage> {
    let mut reader = Reader::from_str(text);
    let (mut told, mut counted) = (None, (0u64, 0u64));
    let (mut in_methods, mut seen) = (0u32, false);
    loop {
        match reader.read_event().ok()? {
            Event::Eof => break,
            Event::Start(tag) if tag.name().as_ref() == b"methods" => in_methods += 1,
            Event::End(tag) if tag.name().as_ref() == b"methods" => in_methods = in_methods.saturating_sub(1),
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                b"coverage" => {
                    seen = true;
                    told = number(&tag, "lines-valid").zip(number(&tag, "lines-covered"));
                }
                b"line" if in_methods == 0 => {
                    counted.0 += 1;
                    counted.1 += u64::from(number(&tag, "hits")? > 0);
                }
                _ => {}
            },
            _ => {}
        }
    }
    let (lines, covered) = told.filter(|told| told.0 > 0).unwrap_or(counted);
    (seen && lines > 0).then(|| Coverage { path: path.to_owned(), format: "Cobertura", lines, covered })
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u64> {
    let attribute = tag.try_get_attribute(name).ok()??;
    std::str::from_utf8(&attribute.value).ok()?.trim().parse().ok()
}
