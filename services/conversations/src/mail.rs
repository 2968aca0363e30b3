//! The mail engine: bytes in, decisions out. Pure: no database, no network, no clock, no configuration.
//!
//! On the way in: [`parse`] makes a [`Mail`] of any bytes (`reply_text` and safe `html` included), [`classify`] says whether a machine
//! wrote it, [`decide`] to which conversation it belongs. On the way out: [`compose`](fn@compose) writes it. Beside: [`sanitise`] for
//! HTML from anybody, [`cut_text`] for text without a mail around it, [`ReplyKey`] for signed reply addresses,
//! [`original_recipients`] for mail that came by a forwarding.
//!
//! A [`Mail`] also has what is inside it: the invitation ([`Calendar`]), the mail it passes on ([`Forwarded`]), and which of its
//! pictures belong to a signature. Outlook's envelope (winmail.dat) is opened where it can be.
//!
//! The order for an incoming mail is: store the raw bytes; `parse`; `classify`; a bounce or complaint goes to the conversation of its
//! `original_message_id`; everything else through `decide`; a mail that `is_automatic()` opens and reopens nothing.

pub mod automatic;
pub mod calendar;
pub mod compose;
pub mod html;
pub mod parse;
pub mod reply;
pub mod route;
pub mod thread;

pub use automatic::{Bounce, Context, FailedRecipient, Feedback, Judgement, Kind, Severity, classify};
pub use calendar::{Attendee, Calendar, Moment};
pub use compose::{Composed, MARKER, Outgoing, OutgoingFile, Quoted, Refused, compose};
pub use html::{from_text, sanitise, to_text};
pub use parse::address::Address;
pub use parse::{Attachment, Header, Mail, parse};
pub use reply::forwarded::Forwarded;
pub use reply::{Cut, cut_text};
pub use route::{Candidate, original_recipients};
pub use thread::{
    Bound, Lookups, ReplyKey, Threaded, ThreadedBy, account_of_link, decide, message_id, subject_numbers,
};
