//! The only file that knows the YAML library: its events and errors in our own words.
//!
//! In: text. Out: events with byte places, and the reason where the text stops being YAML. Comments and indicators are not
//! among the events: `gap` finds them between the places. Never resolves scalars and never expands aliases.

use granit_parser::{ErrorKind, Event as Raw, Parser, ScalarStyle, ScanError, StructureStyle};
use std::borrow::Cow;

use crate::reading::MAX_DEPTH;

/// One thing the text holds.
pub(super) enum Event<'t> {
    /// A document begins; `true` where `---` says so.
    Document(bool),
    /// A document ends.
    DocumentEnd,
    /// A scalar without quotes; an absent value is one with an empty place.
    Plain(Cow<'t, str>),
    /// Text in quotes.
    Quoted(Cow<'t, str>),
    /// Text behind `|` or `>`.
    Block(Cow<'t, str>),
    /// `*name`
    Alias,
    /// A list begins.
    List(Style),
    /// A map begins.
    Map(Style),
    /// The innermost list or map ends.
    End,
}

/// How a list or map is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// By lines and indentation.
    Block,
    /// In brackets.
    Flow,
}

/// Why the text stops being YAML, and at which byte the library noticed.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    /// The reason.
    pub(super) what: What,
    /// The byte; not always where the cause lies.
    pub(super) at: usize,
}

/// The reasons, as far as we tell them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A quote without its partner.
    OpenQuote,
    /// More text behind a closing quote.
    BehindQuote,
    /// `\q` in double quotes.
    Escape,
    /// A bracket without its partner.
    OpenBracket,
    /// `[` closed by `}`.
    WrongBracket(char, char),
    /// `]` or `}` that closes nothing.
    StrayBracket,
    /// A tab where only spaces may stand.
    Tab,
    /// A line that lines up with nothing.
    Indent,
    /// A line that is no `key: value`.
    NoColon,
    /// `: ` where no key can stand.
    Colon,
    /// `- ` where no item can stand.
    Dash,
    /// A character that cannot start a plain value.
    Character,
    /// `#` without a space before it.
    GluedComment,
    /// Text behind `|` or `>`.
    BlockHeader,
    /// The lines of a block of text are not indented alike.
    BlockIndent,
    /// Something between brackets that is no list or map.
    InBrackets,
    /// Nested deeper than [`MAX_DEPTH`].
    Deep,
    /// A directive, tag or anchor that is not even well formed.
    Feature,
    /// A byte order mark inside the text.
    Mark,
    /// Anything else.
    Other,
}

/// Hands each event and its bytes to `take` until that returns `false`.
pub(super) fn each<'t>(text: &'t str, mut take: impl FnMut(Event<'t>, usize, usize) -> bool) -> Result<(), Trouble> {
    let mut options = granit_parser::options! {
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    options.set_emit_comments(false);
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| trouble(&error, text))?;
        let Some(place) = span.byte_range() else { continue };
        let event = match event {
            Raw::DocumentStart(explicit, _) => Event::Document(explicit),
            Raw::DocumentEnd => Event::DocumentEnd,
            Raw::Scalar(text, ScalarStyle::Plain, ..) => Event::Plain(text),
            Raw::Scalar(text, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted, ..) => Event::Quoted(text),
            Raw::Scalar(text, ..) => Event::Block(text),
            Raw::Alias(_) | Raw::UnresolvedAlias(_) => Event::Alias,
            Raw::SequenceStart(style, ..) => Event::List(own(style)),
            Raw::MappingStart(style, ..) => Event::Map(own(style)),
            Raw::SequenceEnd | Raw::MappingEnd => Event::End,
            _ => continue,
        };
        if !take(event, place.start, place.end) {
            break;
        }
    }
    Ok(())
}

fn own(style: StructureStyle) -> Style {
    match style {
        StructureStyle::Block => Style::Block,
        StructureStyle::Flow => Style::Flow,
    }
}

fn trouble(error: &ScanError, text: &str) -> Trouble {
    use ErrorKind as E;
    let what = match error.kind() {
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar | E::InvalidQuotedScalarIndent => What::OpenQuote,
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => What::BehindQuote,
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => What::Escape,
        E::UnclosedFlowCollection { .. } | E::UnexpectedEofFlowSequence | E::UnexpectedEofFlowMapping => {
            What::OpenBracket
        }
        E::MismatchedFlowCollectionEnd { open, close } => What::WrongBracket(*open, *close),
        E::MisplacedFlowCollectionEnd => What::StrayBracket,
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabInPlainScalar
        | E::TabAtBlockScalarStart => What::Tab,
        E::InvalidBlockEntryWhitespace | E::InvalidMappingValueWhitespace => What::Tab,
        E::ExpectedBlockMappingKey
        | E::ExpectedBlockSequenceEntry
        | E::InvalidIndentation
        | E::InvalidFlowScalarIndent => What::Indent,
        E::SimpleKeyExpected | E::InvalidSimpleKey => What::NoColon,
        E::MappingValueNotAllowed | E::MappingKeyNotAllowed => What::Colon,
        E::BlockSequenceEntryNotAllowed => What::Dash,
        E::UnexpectedCharacter { .. }
        | E::MissingAnchorOrAliasName
        | E::PlainScalarStartsWithDashFlowIndicator
        | E::UnexpectedEndOfPlainScalar => What::Character,
        E::CommentNotSeparated => What::GluedComment,
        E::InvalidBlockScalarHeader | E::ZeroBlockScalarIndent => What::BlockHeader,
        E::InvalidBlockScalarIndent => What::BlockIndent,
        E::UnexpectedEofImplicitFlowMapping
        | E::ExpectedFlowMappingSeparator
        | E::ExpectedFlowSequenceSeparator
        | E::BlockEntryInFlowCollection
        | E::FlowMappingValueAdjacentCollection
        | E::InvalidColonPlacement => What::InBrackets,
        E::RecursionLimitExceeded => What::Deep,
        E::BomInsideDocument => What::Mark,
        E::UndeclaredTagHandle
        | E::ExpectedTagBang
        | E::ExpectedTagDirectiveBang
        | E::InvalidGlobalTagCharacter
        | E::InvalidTagTerminator
        | E::InvalidTagDirectiveTerminator
        | E::MissingTagUri
        | E::UnclosedVerbatimTag
        | E::InvalidTagEscape
        | E::InvalidTagUtf8
        | E::InvalidTagUtf8LeadingByte
        | E::InvalidTagUtf8TrailingByte
        | E::DuplicateTagDirective
        | E::DuplicateVersionDirective
        | E::UnsupportedYamlMajorVersion
        | E::MissingDocumentEndBeforeDirective
        | E::InvalidDirectiveTerminator
        | E::MissingYamlVersionSeparator
        | E::MissingDirectiveName
        | E::InvalidDirectiveName
        | E::DirectiveByteLimitExceeded { .. }
        | E::TooManyReservedDirectiveParams { .. }
        | E::YamlVersionTooLong
        | E::MissingYamlVersion
        | E::ExpectedDocumentStart
        | E::InvalidDocumentEnd => What::Feature,
        _ => What::Other,
    };
    Trouble { what, at: error.marker().byte_offset().unwrap_or(text.len()) }
}

/// The comments as the library finds them, sorted: a second opinion for tests.
#[cfg(test)]
pub(super) fn comments(text: &str) -> Vec<String> {
    let options = granit_parser::options! { max_buffered_comment_events: 1_000_000, emit_unresolved_aliases: true };
    let mut found = Vec::new();
    for event in Parser::new_from_str_with_options(text, options) {
        if let Ok((Raw::Comment(text, _), _)) = event {
            found.push(text.trim_end().to_string());
        }
    }
    found.sort();
    found
}
