//! What notifications keeps of an account: for its export, and for what the audit compares.
use tandem_kit::Noun;

/// What it knows of items is those's own, and is left out.
pub const KEPT: &[Noun] = &[
    Noun::of("follow"),
    Noun::of("merged_follow"),
    Noun::thing("notification", "note"),
    Noun::of("preference"),
    Noun::of("audit").large(),
];
