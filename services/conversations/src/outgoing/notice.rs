//! Notices: mails that nobody wrote, and that their reader can be rid of.
use tandem_proto::conversations::Notice;

/// What a rule sends.
pub const AUTOMATIC: &str = "automatic";

/// As it is kept; empty for what is no notice.
#[must_use]
pub fn word(notice: Notice) -> &'static str {
    match notice {
        Notice::Unspecified => "",
        Notice::Notification => "notification",
        Notice::Survey => "survey",
        Notice::Automatic => AUTOMATIC,
    }
}
