//! What is said in one SMTP connection: a command in, a reply or a question out. It touches neither network nor database.
use std::borrow::Cow;

use smtp_proto::{Error as SyntaxError, Request};

use crate::settings::Protocol;

/// Most recipients of one mail.
pub const MOST_RECIPIENTS: usize = 100;
/// Most mistakes before the connection is closed.
const MOST_MISTAKES: usize = 20;
/// Longest name of a client that is kept.
const LONGEST_NAME: usize = 255;

/// A reply as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply(pub String);

impl Reply {
    fn new(text: &str) -> Self {
        Self(format!("{text}\r\n"))
    }
}

/// What a command leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Say(Reply),
    /// Whether more is taken of that sender; the answer goes to [`Session::sender`].
    Meet(String),
    /// The connection is made safe after the reply, and begins anew with [`Session::secured`].
    Secure(Reply),
    /// Whether mail for that address is taken; the answer goes to [`Session::recipient`].
    Ask(String),
    /// The mail itself comes next; when it is whole, what became of it goes to [`Session::stored`].
    Receive(Reply),
    Close(Reply),
}

/// Whether more is taken of a sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Welcome {
    Yes,
    /// Too much came lately.
    Later,
}

/// Whether a connection is safe, or can be made so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    Never,
    Offered,
    Secured,
}

/// What was found out about a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Known,
    UnknownDomain,
    UnknownMailbox,
    /// There is such a mailbox, and it takes no mail.
    Off,
    /// Whoever knows is away.
    Away,
}

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    Yes(String),
    TooLarge,
    /// There is no room for it now, or the store is away.
    Later,
}

/// One connection.
#[derive(Debug)]
pub struct Session {
    hostname: String,
    max_bytes: usize,
    protocol: Protocol,
    safety: Safety,
    greeted: bool,
    helo: String,
    from: Option<String>,
    to: Vec<String>,
    mistakes: usize,
}

impl Session {
    /// A connection that was just opened.
    #[must_use]
    pub fn new(hostname: &str, max_bytes: usize) -> Self {
        Self {
            hostname: hostname.to_owned(),
            max_bytes,
            protocol: Protocol::Smtp,
            safety: Safety::Never,
            greeted: false,
            helo: String::new(),
            from: None,
            to: Vec::new(),
            mistakes: 0,
        }
    }
    /// One that speaks this protocol, and is as safe as that.
    #[must_use]
    pub fn speaking(self, protocol: Protocol, safety: Safety) -> Self {
        Self { protocol, safety, ..self }
    }
    /// The same connection, safe now: what was said before is forgotten (RFC 3207).
    #[must_use]
    pub fn secured(self) -> Self {
        let mistakes = self.mistakes;
        let anew = Self::new(&self.hostname, self.max_bytes).speaking(self.protocol, Safety::Secured);
        Self { mistakes, ..anew }
    }
    /// What it begins with.
    #[must_use]
    pub fn greeting(&self) -> Reply {
        let spoken = if self.protocol == Protocol::Lmtp { "LMTP" } else { "ESMTP" };
        Reply::new(&format!("220 {} {spoken} Tandem", self.hostname))
    }
    /// What it ends with where the server stops.
    #[must_use]
    pub fn farewell(&self) -> Reply {
        Reply::new(&format!("421 4.3.2 {} is closing the connection", self.hostname))
    }
    /// Sender (empty: the null sender) and recipients of the mail that is being sent.
    #[must_use]
    pub fn envelope(&self) -> (&str, &[String]) {
        (self.from.as_deref().unwrap_or_default(), &self.to)
    }
    /// The name that the client greeted with.
    #[must_use]
    pub fn helo(&self) -> &str {
        &self.helo
    }

    /// One line, its end included.
    pub fn line(&mut self, line: &[u8]) -> Step {
        match Request::parse(&mut line.iter()) {
            Ok(request) => self.request(request),
            Err(error) => self.syntax(&error),
        }
    }
    /// A line that is longer than any may be.
    pub fn long_line(&mut self) -> Step {
        self.mistake("500 5.5.6 the line is too long")
    }

    fn request(&mut self, request: Request<Cow<'_, str>>) -> Step {
        match (request, self.protocol) {
            (Request::Ehlo { .. } | Request::Helo { .. }, Protocol::Lmtp) => {
                self.mistake("500 5.5.1 this is LMTP: say LHLO")
            }
            (Request::Lhlo { host }, Protocol::Lmtp) | (Request::Ehlo { host }, Protocol::Smtp) => {
                self.greeted_by(&host);
                let size = self.max_bytes;
                let starttls = if self.safety == Safety::Offered { "250-STARTTLS\r\n" } else { "" };
                Step::Say(Reply::new(&format!(
                    "250-{}\r\n{starttls}250-PIPELINING\r\n250-SIZE {size}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES",
                    self.hostname
                )))
            }
            (Request::StartTls, _) if self.safety == Safety::Offered => {
                Step::Secure(Reply::new("220 2.0.0 go ahead with TLS"))
            }
            (request, _) => self.common(request),
        }
    }

    fn greeted_by(&mut self, host: &str) {
        self.reset();
        self.greeted = true;
        self.helo = host.chars().take(LONGEST_NAME).collect();
    }

    fn common(&mut self, request: Request<Cow<'_, str>>) -> Step {
        match request {
            Request::Helo { host } => {
                self.greeted_by(&host);
                Step::Say(Reply::new(&format!("250 {}", self.hostname)))
            }
            Request::Mail { from } => self.mail(&from.address, from.size),
            Request::Rcpt { to } => self.rcpt(&to.address),
            Request::Data => self.data(),
            Request::Rset => {
                self.reset();
                Step::Say(Reply::new("250 2.0.0 forgotten"))
            }
            Request::Noop { .. } => Step::Say(Reply::new("250 2.0.0 here")),
            Request::Vrfy { .. } => Step::Say(Reply::new("252 2.5.0 send some mail, and see")),
            Request::Quit => Step::Close(Reply::new("221 2.0.0 goodbye")),
            other => self.mistake(&format!("502 5.5.1 {} is not known here", other.name())),
        }
    }

    fn mail(&mut self, from: &str, size: usize) -> Step {
        if !self.greeted {
            return self.mistake("503 5.5.1 say EHLO first");
        }
        if self.from.is_some() {
            return self.mistake("503 5.5.1 a mail is under way already");
        }
        if size > self.max_bytes {
            return Step::Say(too_large(self.max_bytes));
        }
        Step::Meet(from.to_owned())
    }
    /// Whether more is taken of the sender that was asked for.
    pub fn sender(&mut self, address: String, welcome: Welcome) -> Step {
        if welcome == Welcome::Later {
            return Step::Say(Reply::new("451 4.7.1 too many mails of that sender; try again in a minute"));
        }
        self.from = Some(address);
        Step::Say(Reply::new("250 2.1.0 sender taken"))
    }

    fn rcpt(&mut self, to: &str) -> Step {
        if self.from.is_none() {
            return self.mistake("503 5.5.1 say MAIL first");
        }
        if self.to.len() >= MOST_RECIPIENTS {
            return Step::Say(Reply::new("452 4.5.3 too many recipients"));
        }
        Step::Ask(to.to_owned())
    }
    /// What was found out about the recipient that was asked for.
    pub fn recipient(&mut self, address: String, found: Found) -> Step {
        match found {
            Found::Known => {
                if !self.to.contains(&address) {
                    self.to.push(address);
                }
                Step::Say(Reply::new("250 2.1.5 recipient taken"))
            }
            Found::UnknownDomain => self.mistake("550 5.1.2 no mail is taken for that domain here"),
            Found::UnknownMailbox => self.mistake("550 5.1.1 there is no such mailbox here"),
            Found::Off => self.mistake("550 5.2.1 that mailbox takes no mail now"),
            Found::Away => Step::Say(Reply::new("451 4.4.3 it cannot be looked up now; try again later")),
        }
    }

    fn data(&mut self) -> Step {
        if self.from.is_none() {
            return self.mistake("503 5.5.1 say MAIL first");
        }
        if self.to.is_empty() {
            return self.mistake("554 5.5.1 no recipient was taken");
        }
        Step::Receive(Reply::new("354 go ahead; end it with a dot on a line of its own"))
    }
    /// What became of the mail that was received, for each recipient. LMTP says it of each; SMTP says once whether it is kept for all.
    pub fn stored(&mut self, stored: &[Stored]) -> Step {
        self.reset();
        let reply = |stored: &Stored| match stored {
            Stored::Yes(id) => Reply::new(&format!("250 2.0.0 kept as {id}")),
            Stored::TooLarge => too_large(self.max_bytes),
            Stored::Later => Reply::new("451 4.3.0 it cannot be kept now; try again later"),
        };
        if self.protocol == Protocol::Lmtp {
            return Step::Say(Reply(stored.iter().map(|one| reply(one).0).collect()));
        }
        let not_kept = stored.iter().find(|one| !matches!(one, Stored::Yes(_)));
        Step::Say(not_kept.or(stored.last()).map_or_else(|| reply(&Stored::Later), reply))
    }

    fn syntax(&mut self, error: &SyntaxError) -> Step {
        let text = match error {
            SyntaxError::UnknownCommand => "500 5.5.2 what is that?".into(),
            SyntaxError::InvalidSenderAddress => "553 5.1.7 that is no address of a sender".into(),
            SyntaxError::InvalidRecipientAddress => "553 5.1.3 that is no address of a recipient".into(),
            SyntaxError::SyntaxError { syntax } => format!("501 5.5.4 say {syntax}"),
            SyntaxError::InvalidParameter { param } => format!("501 5.5.4 {param} cannot be that"),
            SyntaxError::UnsupportedParameter { .. } => {
                "555 5.5.4 one of the parameters is not known here".into()
            }
            _ => "500 5.5.2 that cannot be read".to_owned(),
        };
        self.mistake(&text)
    }

    fn mistake(&mut self, text: &str) -> Step {
        self.mistakes += 1;
        if self.mistakes > MOST_MISTAKES {
            Step::Close(Reply::new("421 4.7.0 too many mistakes"))
        } else {
            Step::Say(Reply::new(text))
        }
    }

    fn reset(&mut self) {
        self.from = None;
        self.to.clear();
    }
}

fn too_large(most: usize) -> Reply {
    Reply::new(&format!("552 5.3.4 at most {most} bytes are taken"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays a conversation: `>` is what the client says, the answers are compared by their beginning.
    fn play(lines: &[(&str, &str)]) -> Session {
        play_on(Session::new("desk.test", 1000), lines)
    }

    fn play_on(mut session: Session, lines: &[(&str, &str)]) -> Session {
        for (said, want) in lines {
            let mut step = session.line(format!("{said}\r\n").as_bytes());
            if let Step::Meet(sender) = &step {
                let welcome = if sender == "flood@b.c" { Welcome::Later } else { Welcome::Yes };
                step = session.sender(sender.clone(), welcome);
            }
            if let Step::Ask(address) = &step {
                let found = match address.rsplit_once('@') {
                    Some(("ticket", "desk.test")) => Found::Known,
                    Some((_, "desk.test")) => Found::UnknownMailbox,
                    Some((_, "away.test")) => Found::Away,
                    _ => Found::UnknownDomain,
                };
                step = session.recipient(address.clone(), found);
            }
            let (Step::Say(reply) | Step::Receive(reply) | Step::Close(reply) | Step::Secure(reply)) = step
            else {
                panic!("{said}: no reply")
            };
            assert!(reply.0.starts_with(want) && reply.0.ends_with("\r\n"), "{said}: {}", reply.0);
        }
        session
    }

    #[test]
    fn a_mail_is_taken_for_those_we_know() {
        let session = play(&[
            ("EHLO me.test", "250-desk.test\r\n250-PIPELINING\r\n250-SIZE 1000\r\n"),
            ("mail from:<ann@b.c> SIZE=900 BODY=8BITMIME SMTPUTF8", "250 2.1.0"),
            ("RCPT TO:<ticket@desk.test>", "250 2.1.5"),
            ("RCPT TO:<ticket@desk.test>", "250 2.1.5"),
            ("RCPT TO:<nobody@desk.test>", "550 5.1.1"),
            ("RCPT TO:<ticket@other.test>", "550 5.1.2"),
            ("RCPT TO:<ticket@away.test>", "451 4.4.3"),
            ("DATA", "354"),
        ]);
        assert_eq!(session.envelope(), ("ann@b.c", &["ticket@desk.test".to_owned()][..]));
        assert_eq!(session.helo(), "me.test");
    }

    #[test]
    fn the_null_sender_is_one() {
        let session = play(&[
            ("HELO x", "250 desk.test"),
            ("MAIL FROM:<>", "250"),
            ("RCPT TO:<ticket@desk.test>", "250"),
            ("DATA", "354"),
        ]);
        assert_eq!(session.envelope().0, "");
    }

    #[test]
    fn everything_has_its_order_and_its_bounds() {
        play(&[
            ("MAIL FROM:<a@b.c>", "503"),
            ("EHLO x", "250"),
            ("RCPT TO:<ticket@desk.test>", "503"),
            ("DATA", "503"),
            ("MAIL FROM:<a@b.c> SIZE=1001", "552 5.3.4"),
            ("MAIL FROM:<a@b.c>", "250"),
            ("MAIL FROM:<a@b.c>", "503"),
            ("DATA", "554"),
            ("RSET", "250"),
            ("RCPT TO:<ticket@desk.test>", "503"),
            ("NOOP", "250"),
            ("VRFY ann", "252"),
            ("STARTTLS", "502"),
            ("BDAT 10 LAST", "502"),
            ("HELLO", "500"),
            ("MAIL FROM:a@b.c", "501"),
            ("QUIT", "221"),
        ]);
    }

    #[test]
    fn a_mail_once_stored_or_refused_is_over() {
        for (stored, want) in
            [(Stored::Yes("mail_1".into()), "250 2.0.0"), (Stored::TooLarge, "552"), (Stored::Later, "451")]
        {
            let mut session = play(&[
                ("EHLO x", "250"),
                ("MAIL FROM:<a@b.c>", "250"),
                ("RCPT TO:<ticket@desk.test>", "250"),
                ("DATA", "354"),
            ]);
            let Step::Say(reply) = session.stored(&[stored]) else { panic!("no reply") };
            assert!(reply.0.starts_with(want));
            assert!(session.envelope().1.is_empty());
        }
    }

    #[test]
    fn starttls_is_offered_once_and_begins_anew() {
        let session = Session::new("desk.test", 1000).speaking(Protocol::Smtp, Safety::Offered);
        let session = play_on(
            session,
            &[
                ("EHLO x", "250-desk.test\r\n250-STARTTLS\r\n"),
                ("MAIL FROM:<a@b.c>", "250"),
                ("STARTTLS", "220"),
            ],
        );
        play_on(
            session.secured(),
            &[
                ("MAIL FROM:<a@b.c>", "503"),
                ("EHLO x", "250-desk.test\r\n250-PIPELINING"),
                ("STARTTLS", "502"),
            ],
        );
    }

    #[test]
    fn who_floods_is_asked_to_come_again() {
        play(&[("EHLO x", "250"), ("MAIL FROM:<flood@b.c>", "451 4.7.1"), ("MAIL FROM:<a@b.c>", "250")]);
    }

    #[test]
    fn lmtp_answers_for_each_recipient() {
        let session = Session::new("desk.test", 1000).speaking(Protocol::Lmtp, Safety::Never);
        let mut session = play_on(
            session,
            &[
                ("EHLO x", "500 5.5.1"),
                ("LHLO x", "250-desk.test"),
                ("MAIL FROM:<a@b.c>", "250"),
                ("RCPT TO:<ticket@desk.test>", "250"),
                ("RCPT TO:<ticket+2@away.test>", "451"),
                ("DATA", "354"),
            ],
        );
        let stored = [Stored::Yes("mail_1".into()), Stored::Later];
        let Step::Say(reply) = session.stored(&stored) else { panic!("no reply") };
        let codes: Vec<&str> = reply.0.lines().map(|line| &line[..3]).collect();
        assert_eq!(codes, ["250", "451"]);
        play(&[("LHLO x", "502")]);
    }

    #[test]
    fn who_only_errs_is_sent_away() {
        let mut session = Session::new("desk.test", 1000);
        let closed = (0..=MOST_MISTAKES)
            .map(|_| session.line(b"HELLO\r\n"))
            .filter(|step| matches!(step, Step::Close(_)))
            .count();
        assert_eq!(closed, 1);
    }

    #[test]
    fn no_more_than_a_hundred_recipients_are_taken() {
        let mut session = play(&[("EHLO x", "250"), ("MAIL FROM:<a@b.c>", "250")]);
        for n in 0..MOST_RECIPIENTS {
            session.recipient(format!("ticket+{n}@desk.test"), Found::Known);
        }
        assert_eq!(
            session.line(b"RCPT TO:<ticket@desk.test>\r\n"),
            Step::Say(Reply::new("452 4.5.3 too many recipients"))
        );
    }
}
