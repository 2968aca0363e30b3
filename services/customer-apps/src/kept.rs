//! What customer apps keep of an account: for its export, and for what the audit compares.
use tandem_kit::Noun;

/// By the secret of a survey its customer answers it: it stays here.
pub const KEPT: &[Noun] = &[
    Noun::thing("portal", "portal"),
    Noun::thing("web_form", "form"),
    Noun::thing("survey", "survey").hiding(&["secret"]),
    Noun::of("audit").large(),
];
