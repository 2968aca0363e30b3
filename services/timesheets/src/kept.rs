//! What timesheets keeps of an account: for its export, and for what the audit compares.
use tandem_kit::Noun;

/// Sums follow from the entries, and are left out.
pub const KEPT: &[Noun] =
    &[Noun::thing("time_entry", "time"), Noun::thing("timer", "timer"), Noun::of("audit").large()];
