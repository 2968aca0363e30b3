//! What the directory keeps of an account: for its export, and for what the audit compares.
use tandem_kit::{Beside, Noun};

const MEMBERS: Beside =
    Beside { field: "user_ids", table: "team_member", column: "member", owner: "team", kind: "usr" };
const DOMAINS: Beside = Beside {
    field: "domains",
    table: "organization_domain",
    column: "domain",
    owner: "organization",
    kind: "",
};

/// Passwords, the hashes of secrets, and links by which somebody signs in stay here.
pub const KEPT: &[Noun] = &[
    Noun::thing("account", "acc").within("id"),
    Noun::thing("user", "usr").hiding(&["password_hash"]),
    Noun::thing("team", "team").with(MEMBERS),
    Noun::of("team_member"),
    Noun::thing("organization", "org").with(DOMAINS),
    Noun::of("organization_domain"),
    Noun::thing("customer", "cus").hiding(&["password_hash"]),
    Noun::of("address"),
    Noun::thing("business_calendar", "cal"),
    Noun::thing("holiday_feed", "feed"),
    Noun::thing("credential", "tok").hiding(&["secret_hash"]),
    Noun::of("audit").large(),
];
