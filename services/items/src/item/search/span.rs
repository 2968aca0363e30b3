//! Spans of time, and the words by which the inverted index knows them: a document has, beside its words, one for each of the spans
//! that the moment of its making lies in, from sixteen seconds to half a year. So `span & word & word` reads of a word that a million
//! documents have only those of that span.
use chrono::{DateTime, Timelike, Utc};

/// How long the spans are, as powers of two of seconds, the shortest first. `index.rs` and the migrations have the same.
const POWERS: [u32; 6] = [4, 8, 12, 16, 20, 24];

/// The spans of a stretch of time, as a query of the database.
#[derive(Debug, PartialEq, Eq)]
pub struct Spans(Vec<(u32, i64)>);

impl Spans {
    /// The spans that hold all from the first moment to the last. Nothing is between the last one and the end, where there is one.
    pub fn between(first: DateTime<Utc>, last: DateTime<Utc>, end: Option<DateTime<Utc>>) -> Self {
        let last = last.timestamp();
        let end = end.map_or(i64::MAX, |end| end.timestamp() + i64::from(end.nanosecond() > 0));
        let mut spans = Vec::new();
        let mut at = (first.timestamp() >> POWERS[0]) << POWERS[0];
        while at <= last {
            let fits =
                |power: &&u32| at.trailing_zeros() >= **power && at.saturating_add(1 << **power) <= end;
            let power = POWERS.iter().rev().find(fits).copied().unwrap_or(POWERS[0]);
            spans.push((power, at >> power));
            at += 1 << power;
        }
        Self(spans)
    }

    /// What a document must have one of.
    pub fn sql(&self) -> String {
        let words: Vec<String> = self.0.iter().map(|(power, place)| format!("' {power}.{place}'")).collect();
        format!("( {} )", words.join(" | "))
    }
}

/// The moment at or after the first of two where the longest span begins that is much shorter than what is between them; so the next
/// stretch ends where spans end, and few hold it. The first moment itself where they are too near each other.
pub fn rounded(first: DateTime<Utc>, last: DateTime<Utc>) -> DateTime<Utc> {
    let most = (last - first).num_seconds() / 4;
    let Some(power) = POWERS.iter().rev().find(|power| 1 << **power <= most) else { return first };
    let up = first.timestamp() + i64::from(first.nanosecond() > 0) + (1 << power) - 1;
    DateTime::from_timestamp((up >> power) << power, 0).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn spans_hold_a_stretch_with_the_longest_that_fit() {
        let spans = |first, last, end: Option<i64>| Spans::between(at(first), at(last), end.map(at)).sql();
        assert_eq!(spans(0, 0, Some(16)), "( ' 4.0' )");
        assert_eq!(spans(250, 270, Some(272)), "( ' 4.15' | ' 4.16' )");
        assert_eq!(spans(256, 600, Some(768)), "( ' 8.1' | ' 8.2' )");
        assert_eq!(spans(1 << 24, 1 << 24, None), "( ' 24.1' )", "nothing is after the newest");
        assert_eq!(spans(-20, -1, Some(0)), "( ' 4.-2' | ' 4.-1' )");
        assert_eq!(spans(5, 7, Some(7)), "( ' 4.0' )", "the shortest is taken whole");
    }

    #[test]
    fn each_moment_of_a_stretch_is_in_just_one_of_its_spans() {
        for (first, length) in
            [(1_700_000_001_i64, 3_000_000_i64), (1_700_000_000, 17), (-5_000_000, 9_000_000)]
        {
            let first = rounded(at(first), at(first + length)).timestamp();
            let last = first + length;
            let Spans(spans) = Spans::between(at(first), at(last), Some(at(last + 1)));
            assert!(spans.len() < 110, "{} spans", spans.len());
            for moment in [first, first + length / 3, first + length / 2, last] {
                let holding = spans.iter().filter(|(power, place)| moment >> power == *place).count();
                assert_eq!(holding, 1, "{moment}");
            }
        }
    }

    #[test]
    fn a_stretch_begins_where_a_long_span_does_and_loses_a_quarter_at_most() {
        let (first, last) = (at(1_000_003) + TimeDelta::milliseconds(5), at(1_100_000));
        let begins = rounded(first, last);
        assert_eq!(begins.timestamp() % 4096, 0);
        assert!(begins >= first && begins - first < (last - first) / 4);
        assert_eq!(rounded(first, first + TimeDelta::seconds(60)), first);
    }
}
