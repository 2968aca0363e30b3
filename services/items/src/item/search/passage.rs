//! Passages: the pieces of text in which words were found. They are cut in the database: no text is read whole.
use tandem_kit::{Caller, Result};
use uuid::Uuid;

use super::query::Wanted;
use crate::{Env, item::Item};

/// About how many characters a passage has.
const LENGTH: usize = 160;
/// How many characters of it stand before the first word.
const BEFORE: i32 = 60;
/// What is cut out in the database, of which both ends are cut to whole words.
const CUT: i32 = 240;

/// How many of the words passages are looked for by: the database reads a long pattern for longer than the texts.
const LOCATED: usize = 10;

/// Where a word was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Title,
    Description,
    Message(Uuid),
    File(Uuid),
}

/// A piece of plain text with words in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    pub place: Place,
    pub text: String,
    /// The words, in characters.
    pub ranges: Vec<(usize, usize)>,
}

/// A piece as the database cut it.
pub struct Piece {
    item: Uuid,
    place: i32,
    message: Option<Uuid>,
    text: String,
    /// Where it begins in the whole, from 1.
    start: i32,
    ends: bool,
}

/// The passages of each item, in the order of items.
pub fn of(items: &[Item], pieces: &[Piece], wanted: &[Wanted]) -> Vec<Vec<Passage>> {
    let shown = |item: &Item| {
        let title = whole(Place::Title, &item.title, wanted);
        let rest = pieces.iter().filter(|piece| piece.item == item.id);
        title.into_iter().chain(rest.filter_map(|piece| cut(piece, wanted))).collect()
    };
    items.iter().map(shown).collect()
}

/// The words as the database looks for them in a text.
fn pattern(wanted: &[Wanted]) -> String {
    let words: Vec<String> = wanted
        .iter()
        .take(LOCATED)
        .map(|Wanted { word, begins }| {
            let plain = |c: char| if c.is_alphanumeric() { c.to_string() } else { format!("\\{c}") };
            let word: String = word.chars().map(plain).collect();
            if *begins { word } else { word + "\\M" }
        })
        .collect();
    format!("\\m(?:{})", words.join("|"))
}

/// The first place in the description, in the newest message that has one, and in the newest message with a file that does.
///
/// # Errors
/// Where the database is away.
pub async fn pieces(env: &Env, caller: &Caller, ids: &[Uuid], wanted: &[Wanted]) -> Result<Vec<Piece>> {
    if ids.is_empty() || wanted.is_empty() {
        return Ok(Vec::new());
    }
    let pieces = sqlx::query_as!(
        Piece,
        r#"with asked as (select id from unnest($2::uuid[]) as asked (id))
           select found.item as "item!", found.place as "place!", found.message,
                  substr(found.text, greatest(1, found.at - $4), $5) as "text!",
                  greatest(1, found.at - $4) as "start!",
                  length(found.text) < found.at - $4 + $5 as "ends!"
             from (select item.id as item, 2 as place, null::uuid as message, plain.text,
                          regexp_instr(plain.text, $3, 1, 1, 0, 'i') as at
                     from asked
                     join items.item on item.account = $1 and item.id = asked.id
                    cross join lateral (select regexp_replace(left(item.description_html, 200000), '<[^>]*>', ' ', 'g') as text
                                        offset 0) as plain
                   union all
                   select asked.id, 3, newest.message, newest.text, newest.at
                     from asked
                    cross join lateral (select kept.message, kept.text, regexp_instr(kept.text, $3, 1, 1, 0, 'i') as at
                                          from (select search_text.message, search_text.text
                                                  from items.search_text
                                                 where search_text.account = $1
                                                   and search_text.item in (select asked.id
                                                                            union all
                                                                            select own.id from items.item own
                                                                             where own.account = $1 and own.merged_into = asked.id)
                                                 order by search_text.message desc
                                                 limit 200) as kept
                                         where regexp_instr(kept.text, $3, 1, 1, 0, 'i') > 0
                                         limit 1) as newest
                   union all
                   select asked.id, 4, newest.message, newest.names, newest.at
                     from asked
                    cross join lateral (select kept.message, kept.names, regexp_instr(kept.names, $3, 1, 1, 0, 'i') as at
                                          from (select search_text.message, search_text.names
                                                  from items.search_text
                                                 where search_text.account = $1
                                                   and search_text.item in (select asked.id
                                                                            union all
                                                                            select own.id from items.item own
                                                                             where own.account = $1 and own.merged_into = asked.id)
                                                 order by search_text.message desc
                                                 limit 200) as kept
                                         where kept.names <> '' and regexp_instr(kept.names, $3, 1, 1, 0, 'i') > 0
                                         limit 1) as newest) as found
            where found.at > 0
            order by found.item, found.place"#,
        caller.account,
        ids,
        pattern(wanted),
        BEFORE,
        CUT
    );
    Ok(pieces.fetch_all(env.db.pool()).await?)
}

/// A passage of a piece; nothing where no word is in it after all.
fn cut(piece: &Piece, wanted: &[Wanted]) -> Option<Passage> {
    let place = match (piece.place, piece.message) {
        (2, _) => Place::Description,
        (3, Some(message)) => Place::Message(message),
        (4, Some(message)) => {
            let named = |line: &str| whole(Place::File(message), line, wanted);
            return piece.text.lines().find_map(named);
        }
        _ => return None,
    };
    let text = if place == Place::Description { unescaped(&piece.text) } else { piece.text.clone() };
    let words: Vec<&str> = text.split_whitespace().collect();
    let cut_before = piece.start > 1 && words.len() > 1;
    let mut shown = String::new();
    for word in words.iter().skip(usize::from(cut_before)) {
        if shown.chars().count() + word.chars().count() > LENGTH && !shown.is_empty() {
            break;
        }
        shown += if shown.is_empty() { "" } else { " " };
        shown.extend(word.chars().take(LENGTH));
    }
    let complete = words.last().is_some_and(|last| shown.ends_with(last)) && piece.ends;
    let shown = format!("{}{shown}{}", if cut_before { "… " } else { "" }, if complete { "" } else { " …" });
    whole(place, &shown, wanted)
}

/// A text as a passage, where it has a word.
fn whole(place: Place, text: &str, wanted: &[Wanted]) -> Option<Passage> {
    let ranges = marks(text, wanted);
    (!ranges.is_empty()).then(|| Passage { place, text: text.to_owned(), ranges })
}

/// Where the words are in a text, in characters.
fn marks(text: &str, wanted: &[Wanted]) -> Vec<(usize, usize)> {
    let text: Vec<char> = text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect();
    let words: Vec<(Vec<char>, bool)> = wanted.iter().map(|w| (w.word.chars().collect(), w.begins)).collect();
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let begins = text[at].is_alphanumeric() && (at == 0 || !text[at - 1].is_alphanumeric());
        let end = words.iter().filter_map(|(word, open)| ends(&text, at, word, *open)).max();
        match end.filter(|_| begins) {
            Some(end) => {
                found.push((at, end));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Where a word ends that begins here, if it does.
fn ends(text: &[char], at: usize, word: &[char], open: bool) -> Option<usize> {
    let rest = text[at..].strip_prefix(word)?;
    let more = rest.iter().take_while(|c| c.is_alphanumeric()).count();
    (open || more == 0).then_some(at + word.len() + more)
}

/// What stands in markup for characters that mean something there. What was cut in two is left as it is.
fn unescaped(text: &str) -> String {
    let pairs =
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    pairs.into_iter().fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

#[cfg(test)]
mod tests {
    use super::{super::query, *};

    fn marked(text: &str, words: &str) -> String {
        let letters: Vec<char> = text.chars().collect();
        let mut out = String::new();
        for (n, letter) in letters.iter().enumerate() {
            let ranges = marks(text, &query::wanted(words));
            out += if ranges.iter().any(|(start, _)| *start == n) { "[" } else { "" };
            out.push(*letter);
            out += if ranges.iter().any(|(_, end)| *end == n + 1) { "]" } else { "" };
        }
        out
    }

    #[test]
    fn whole_words_are_marked_and_the_last_one_with_what_it_begins() {
        assert_eq!(marked("A printer prints; the PRINTER.", "printer"), "A [printer] prints; the [PRINTER].");
        assert_eq!(marked("A printer prints", "print"), "A [printer] [prints]");
        assert_eq!(marked("Reprint or print it", "print it"), "Reprint or [print] [it]");
        assert_eq!(marked("Zimmer b-12 über Köln", "B-12 köln"), "Zimmer [b-12] über [Köln]");
    }

    fn piece(text: &str, start: i32, ends: bool) -> Piece {
        Piece { item: Uuid::nil(), place: 2, message: None, text: text.into(), start, ends }
    }

    #[test]
    fn a_passage_is_cut_to_whole_words_and_says_what_is_left_out() {
        let wanted = query::wanted("flames");
        let short = cut(&piece("Smoke &amp; flames\n in  B-12", 1, true), &wanted).unwrap();
        assert_eq!((short.text.as_str(), short.ranges), ("Smoke & flames in B-12", vec![(8, 14)]));
        let long = format!("ong before flames {}", "after ".repeat(40));
        let long = cut(&piece(&long, 40, false), &wanted).unwrap();
        assert!(long.text.starts_with("… before flames after"), "{}", long.text);
        assert!(long.text.ends_with("after …") && long.text.chars().count() < 170, "{}", long.text);
        assert!(cut(&piece("nothing of it", 1, true), &wanted).is_none());
    }

    #[test]
    fn words_are_looked_for_literally() {
        assert_eq!(pattern(&query::wanted("a.b c(d")), "\\m(?:a\\.b\\M|c\\(d)");
    }
}
