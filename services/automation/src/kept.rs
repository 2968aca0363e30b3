//! What automation keeps of an account: for its export, and for what the audit compares.
use tandem_kit::Noun;

/// What a rule waits for can be found anew, and is left out.
pub const KEPT: &[Noun] = &[
    Noun::thing("rule", "rule").large(),
    Noun::thing("rule_run", "run").large(),
    Noun::thing("macro", "macro").large(),
    Noun::thing("macro_run", "mrun"),
    Noun::of("macro_run_item"),
    Noun::of("audit").large(),
];
