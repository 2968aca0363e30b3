//! What a delivery report or a complaint said, as it is kept with the message that it came as.
use serde::{Deserialize, Serialize};
use tandem_kit::id::MessageId;
use tandem_proto::conversations::{self as pb, report::Kind};
use uuid::Uuid;

/// A report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// A number of `Report.Kind`.
    pub kind: i32,
    pub recipients: Vec<Unreached>,
    /// The message it is about.
    pub about: Option<Uuid>,
}

/// An address that a report names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreached {
    pub address: String,
    pub status_code: String,
    pub diagnostic: String,
    pub hard: bool,
}

impl Report {
    /// Of that kind, about nothing yet.
    #[must_use]
    pub fn of(kind: Kind, recipients: Vec<Unreached>) -> Self {
        Self { kind: kind.into(), recipients, about: None }
    }
}

impl From<Report> for pb::Report {
    fn from(report: Report) -> Self {
        let recipients = report.recipients.into_iter().map(|one| pb::report::Recipient {
            address: one.address,
            status_code: one.status_code,
            diagnostic: one.diagnostic,
            hard: one.hard,
        });
        Self {
            kind: report.kind,
            recipients: recipients.collect(),
            about_message_id: report.about.map(|id| MessageId::from(id).to_string()).unwrap_or_default(),
        }
    }
}
