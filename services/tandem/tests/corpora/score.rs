//! The figures, their floors, and the table of them.
use std::collections::BTreeMap;

/// A figure's key, what it counts, and what it does not fall below, in tenths of a percent of all corpora.
const FIGURES: [(&str, &str, usize); 14] = [
    ("stored", "stored once, byte for byte, shown, not empty", 1000),
    ("from", "Zammad: sender (name and address)", 955),
    ("to", "Zammad: To and Cc", 1000),
    ("subject", "Zammad: subject", 1000),
    ("text", "Zammad: visible text", 975),
    ("files", "Zammad: attachments (name, size, sha256)", 965),
    ("golden", "mail-parser: subject and addresses", 1000),
    ("golden-files", "mail-parser: number and names of attachments", 774),
    ("reply", "reply texts, exact", 984),
    ("patterns", "reply texts, by pattern", 1000),
    ("automatic", "automatic mails told, none opens an item", 996),
    ("bounces", "bounces told from other automatic mails", 990),
    ("people", "mails of people not taken for a machine's", 1000),
    ("html", "HTML without anything that runs", 1000),
];

/// What was counted.
#[derive(Default)]
pub struct Scores(BTreeMap<&'static str, (usize, usize)>, Vec<String>);

impl Scores {
    /// Counts one case of a figure; `detail` is shown where it missed and somebody asked to see.
    pub fn count(&mut self, key: &'static str, name: &str, good: bool, detail: impl FnOnce() -> String) {
        let (right, all) = self.0.entry(key).or_default();
        *right += usize::from(good);
        *all += 1;
        if !good && std::env::var("TANDEM_CORPORA_SHOW").is_ok_and(|asked| asked == key || asked == "all") {
            eprintln!("--- {key} {name}: {}", detail());
        }
    }
    /// A line below the table.
    pub fn note(&mut self, line: String) {
        self.1.push(line);
    }
    /// Prints the table. A part of the corpora may fall a little below the floor: one mail is more of it.
    pub fn end(self, whole: bool) {
        let mut low = Vec::new();
        for (key, what, floor) in FIGURES {
            let (right, all) = self.0.get(key).copied().unwrap_or_default();
            let permille = (right * 1000).checked_div(all).unwrap_or(1000);
            eprintln!("{what:<50} {right:>4} of {all:>4}  {:>5} %", tenths(permille));
            let missed = all - right;
            let allowed = all * (1000 - floor) / 1000 + usize::from(!whole && floor < 1000);
            if missed > allowed {
                low.push(format!("{what}: {} %, floor {} %", tenths(permille), tenths(floor)));
            }
        }
        self.1.iter().for_each(|line| eprintln!("{line}"));
        assert!(low.is_empty(), "below the floor: {low:#?}");
    }
}

fn tenths(permille: usize) -> String {
    format!("{}.{}", permille / 10, permille % 10)
}
