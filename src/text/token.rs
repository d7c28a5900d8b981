//! Tokens: the words of the text surface.
//!
//! In: text. Out: tokens that borrow from it. A token never spans a line but for a text block, and what no rule knows is
//! a token too ([`Tok::Stray`]), so that lexing never stops.

use logos::{Lexer, Logos};

/// One token; texts are as written, quotes included.
#[derive(Logos, Clone, Copy, Debug, PartialEq)]
#[logos(skip r"[ \t\u{feff}]+", extras = Unclosed)]
pub enum Tok<'s> {
    /// Line breaks; `true` if an empty line is among them.
    #[regex(r"\r?\n([ \t]*\r?\n)*[ \t]*", |lex| lex.slice().matches('\n').count() > 1)]
    Newline(bool),
    /// `// ...`, the marks included.
    #[regex(r"//[^\n]*", priority = 10, allow_greedy = true)]
    Comment(&'s str),
    /// `/// ...`: a line of a description, the marks included.
    #[regex(r"///([^/\n][^\n]*)?", priority = 20, allow_greedy = true)]
    Doc(&'s str),
    /// `employee_id`, `crud.create`, `list<Entity:X>`, `DECIMAL(10,2)`.
    #[regex(
        r"[\p{L}_][\p{L}\p{M}\p{Nd}_]*([-.:/][\p{L}\p{M}\p{Nd}_]+)*(<[\p{L}\p{M}\p{Nd}_.:<>,-]*>|\([0-9]+(,[0-9]+)?\))?",
        priority = 5
    )]
    Word(&'s str),
    /// `/api/v1/users/{id}`.
    #[regex(
        r"/(([\p{L}\p{Nd}_.~%:@!$&'*+;=-]|\{[\p{L}\p{Nd}_]+\})+(/([\p{L}\p{Nd}_.~%:@!$&'*+;=-]|\{[\p{L}\p{Nd}_]+\})+)*/?)?",
        priority = 3
    )]
    Path(&'s str),
    /// `{{ anything }}`. Two braces that nothing closes on their line are no token; the scanner makes two of them.
    #[token("{{", template)]
    Template(&'s str),
    /// A number of YAML 1.2's core schema.
    #[regex(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", priority = 9)]
    #[regex(r"0o[0-7]+", priority = 9)]
    #[regex(r"0x[0-9a-fA-F]+", priority = 9)]
    #[regex(r"[-+]?\.(inf|Inf|INF)", priority = 9)]
    #[regex(r"\.(nan|NaN|NAN)", priority = 9)]
    Number(&'s str),
    /// Text that starts like a number: `20MB`, `2026-01-31`.
    #[regex(r"[-+]?[0-9][\p{L}\p{M}\p{Nd}_]*([-.:/][\p{L}\p{M}\p{Nd}_]+)*", priority = 4)]
    Digits(&'s str),
    /// `"..."` on one line.
    #[regex(r#""([^"\\\n]|\\[^\n])*""#, priority = 5)]
    Str(&'s str),
    /// A string that its line ends before its quote.
    #[regex(r#""([^"\\\n]|\\[^\n])*\\?"#, priority = 4)]
    OpenStr(&'s str),
    /// `"""`, lines, `"""`.
    #[regex(r#""""[ \t]*\r?\n"#, text_block, priority = 30)]
    Block(&'s str),
    /// `->`
    #[token("->")]
    Arrow,
    /// `==`
    #[token("==")]
    Eq,
    /// `!=`
    #[token("!=")]
    Ne,
    /// `<=`
    #[token("<=")]
    Le,
    /// `>=`
    #[token(">=")]
    Ge,
    /// `<`
    #[token("<")]
    Lt,
    /// `>`
    #[token(">")]
    Gt,
    /// `||`
    #[token("||")]
    Bars,
    /// `|`
    #[token("|")]
    Bar,
    /// `=`
    #[token("=")]
    Assign,
    /// `:`
    #[token(":")]
    Colon,
    /// `?`
    #[token("?")]
    Question,
    /// `,`
    #[token(",")]
    Comma,
    /// `-`
    #[token("-")]
    Dash,
    /// `%`
    #[token("%")]
    Percent,
    /// `(`
    #[token("(")]
    ParenOpen,
    /// `)`
    #[token(")")]
    ParenClose,
    /// `[`
    #[token("[")]
    BracketOpen,
    /// `]`
    #[token("]")]
    BracketClose,
    /// `{`
    #[token("{")]
    BraceOpen,
    /// `}`
    #[token("}")]
    BraceClose,
    /// Anything else.
    Stray(&'s str),
}

/// Two braces that may begin a template.
pub const BRACES: &str = "{{";

/// Behind which byte it is not known yet whether a template is closed: so that each line is searched once, however many braces
/// it has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unclosed(usize);

/// Runs to the end of a template.
fn template<'s>(lex: &mut Lexer<'s, Tok<'s>>) -> Option<&'s str> {
    let start = lex.span().end;
    if start < lex.extras.0 {
        return None;
    }
    let line = lex.remainder().split('\n').next().unwrap_or("");
    match line.find("}}") {
        Some(at) => {
            lex.bump(at + 2);
            Some(lex.slice())
        }
        None => {
            lex.extras.0 = start + line.len();
            None
        }
    }
}

/// Runs to the end of a text block: the first line that starts with `"""`. Without one the block takes no more than its opening
/// line, and the scanner reports it.
fn text_block<'s>(lex: &mut Lexer<'s, Tok<'s>>) -> &'s str {
    let rest = lex.remainder();
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        let start = line.len() - line.trim_start_matches([' ', '\t']).len();
        if line.get(start..).is_some_and(|text| text.starts_with("\"\"\"")) {
            lex.bump(at + start + 3);
            break;
        }
        at += line.len();
    }
    lex.slice()
}

impl<'s> Tok<'s> {
    /// The bracket that closes this opening one.
    pub fn closer(self) -> Option<Tok<'static>> {
        match self {
            Tok::ParenOpen => Some(Tok::ParenClose),
            Tok::BracketOpen => Some(Tok::BracketClose),
            Tok::BraceOpen => Some(Tok::BraceClose),
            _ => None,
        }
    }

    /// Whether this is a closing bracket.
    pub fn is_closer(self) -> bool {
        matches!(self, Tok::ParenClose | Tok::BracketClose | Tok::BraceClose)
    }

    /// Whether a line that ends with this token goes on in the next.
    pub fn continues(self) -> bool {
        matches!(self, Tok::Word("and" | "then") | Tok::Comma)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lex(text: &str) -> Vec<Tok<'_>> {
        Tok::lexer(text).spanned().map(|(tok, span)| tok.unwrap_or(Tok::Stray(&text[span]))).collect()
    }

    #[test]
    fn words_paths_and_numbers() {
        assert_eq!(lex("list<map<string,int>>"), [Tok::Word("list<map<string,int>>")]);
        assert_eq!(lex("DECIMAL(10,2)"), [Tok::Word("DECIMAL(10,2)")]);
        assert_eq!(lex("entity:HRDocument"), [Tok::Word("entity:HRDocument")]);
        assert_eq!(lex("name?: x"), [Tok::Word("name"), Tok::Question, Tok::Colon, Tok::Word("x")]);
        assert_eq!(lex("/a/{b}/c"), [Tok::Path("/a/{b}/c")]);
        assert_eq!(lex("/"), [Tok::Path("/")]);
        assert_eq!(lex("// x"), [Tok::Comment("// x")]);
        assert_eq!(lex("/// x"), [Tok::Doc("/// x")]);
        assert_eq!(lex("///"), [Tok::Doc("///")]);
        assert_eq!(lex("//// x"), [Tok::Comment("//// x")]);
        assert_eq!(lex("{{ > 20 }}"), [Tok::Template("{{ > 20 }}")]);
        assert_eq!(lex("{{{a} b}}}"), [Tok::Template("{{{a} b}}"), Tok::BraceClose]);
        assert_eq!(
            lex("{{a}\n}}"),
            [
                Tok::Stray(BRACES),
                Tok::Word("a"),
                Tok::BraceClose,
                Tok::Newline(false),
                Tok::BraceClose,
                Tok::BraceClose
            ]
        );
        assert_eq!(lex("Sản_phẩm"), [Tok::Word("Sản_phẩm")]);
        for number in ["1.50", "0x1F", ".5", "1e3", "-0", "+1", ".inf", "-.inf", ".nan", "1e-3", "1.", "012", "0o17"] {
            assert_eq!(lex(number), [Tok::Number(number)]);
        }
        assert_eq!(lex("20MB"), [Tok::Digits("20MB")]);
        assert_eq!(lex("2026-01-31"), [Tok::Digits("2026-01-31")]);
        assert_eq!(lex("20 %"), [Tok::Number("20"), Tok::Percent]);
        assert_eq!(lex("a -> b"), [Tok::Word("a"), Tok::Arrow, Tok::Word("b")]);
        assert_eq!(lex("\"a\\\"b\""), [Tok::Str("\"a\\\"b\"")]);
        assert_eq!(lex("\"\""), [Tok::Str("\"\"")]);
        assert_eq!(lex("\"ab\n"), [Tok::OpenStr("\"ab"), Tok::Newline(false)]);
        assert_eq!(lex("\"\"\"\n  a\n  \"\"\" x"), [Tok::Block("\"\"\"\n  a\n  \"\"\""), Tok::Word("x")]);
    }
}
