//! What the directory keeps of an account: for its export, and for what the audit compares.
use tandem_kit::Noun;

/// Passwords, the hashes of secrets, and links by which somebody signs in stay here.
pub const KEPT: &[Noun] = &[
    Noun::thing("account", "acc").within("id"),
    Noun::thing("user", "usr").hiding(&["password_hash"]),
    Noun::thing("team", "team"),
    Noun::of("team_member"),
    Noun::thing("organization", "org"),
    Noun::of("organization_domain"),
    Noun::thing("customer", "cus").hiding(&["password_hash"]),
    Noun::of("address"),
    Noun::thing("business_calendar", "cal"),
    Noun::thing("holiday_feed", "feed"),
    Noun::thing("credential", "tok").hiding(&["secret_hash"]),
    Noun::of("audit").large(),
];
