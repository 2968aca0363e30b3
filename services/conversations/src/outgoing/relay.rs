//! The server that takes a mailbox's mail: a connection to the address that was looked at, and what its answer means at each step.
use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use chrono::{DateTime, Utc};
use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::{Credentials as Given, Mechanism},
        client::{AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters},
        commands::{Data, Mail, Rcpt, Rset},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
        response::Response,
    },
};
use tandem_kit::id::{AccountId, MailboxId};
use tandem_proto::conversations::test_mailbox_response::check::Problem;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::timeout,
};

use crate::{
    mail::Composed,
    mailbox::{
        connect::{self, Failure, Wire},
        draft::Part,
        oauth,
        settings::{Auth, Credentials, Security, Server},
    },
    tools::Tools,
};

/// How long the server may take for each step.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it may take over a mail that it has whole: one that is given up too early is sent again, though it may have been taken.
const TAKING: Duration = Duration::from_secs(110);
/// How long it may take to connect and sign in.
const OPENING: Duration = Duration::from_secs(60);
/// What a server says that does not let us in: of us, not of the mail (RFC 4954).
pub const NOT_LET_IN: [u16; 4] = [530, 534, 535, 538];
/// It closes the connection.
const CLOSING: u16 = 421;

/// What a server made of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Taken(String),
    /// Not this mail, not now.
    Later(String),
    /// Not this mail, or not this recipient.
    Never(String),
    /// It broke off over this mail, having listened to us until then: what it made of it nobody knows.
    Dropped(String),
    /// Nothing of ours: it is away, or does not let us in.
    Away(Failure),
}

/// A connection that is signed in.
pub struct Open {
    connection: AsyncSmtpConnection,
    pub certificate_ends: Option<DateTime<Utc>>,
    pub token_ends: Option<DateTime<Utc>>,
}

/// Connects to a server and signs in.
///
/// # Errors
/// Says what went wrong.
pub async fn open(
    tools: &Tools,
    account: AccountId,
    mailbox: Option<MailboxId>,
    server: &Server,
    held: &Credentials,
) -> Result<Open, Failure> {
    let opening = timeout(OPENING, open_in_time(tools, account, mailbox, server, held)).await;
    opening.unwrap_or_else(|_| Err(Failure::late("signing in")))
}

async fn open_in_time(
    tools: &Tools,
    account: AccountId,
    mailbox: Option<MailboxId>,
    server: &Server,
    held: &Credentials,
) -> Result<Open, Failure> {
    let refused = |error: Error| refused(server, &error);
    let (mut wire, mut certificate_ends) = (connect::plain(&tools.outside, server).await?, None);
    if server.security == Security::Tls {
        (wire, certificate_ends) = connect::tls(wire, server).await?;
    }
    let hello = ClientId::default();
    let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(Stream(wire)), &hello);
    let greeted = timeout(PATIENCE, greeting).await.map_err(|_| Failure::late("its greeting"))?;
    let mut connection = greeted.map_err(refused)?;
    if server.security == Security::Starttls {
        let parameters = parameters(server)?;
        let securing = timeout(PATIENCE, connection.starttls(parameters, &hello)).await;
        securing.map_err(|_| Failure::late("STARTTLS"))?.map_err(refused)?;
        certificate_ends = connection.peer_certificate().ok().and_then(|der| connect::ends(&der.into()));
    }
    let mut token_ends = None;
    if !server.user.is_empty() {
        let (secret, mechanisms) = match server.auth {
            Auth::Password => (held.password.clone(), vec![Mechanism::Plain, Mechanism::Login]),
            Auth::Xoauth2 => {
                let place = mailbox.map(|id| (id, Part::Relay));
                let token = oauth::token(tools, account, place, server, held).await?;
                token_ends = Some(token.expire_time);
                (token.text, vec![Mechanism::Xoauth2])
            }
        };
        let given = Given::new(server.user.clone(), secret);
        let signing_in = timeout(PATIENCE, connection.auth(&mechanisms, &given)).await;
        signing_in.map_err(|_| Failure::late("signing in"))?.map_err(refused)?;
    }
    Ok(Open { connection, certificate_ends, token_ends })
}

fn parameters(server: &Server) -> Result<TlsParameters, Failure> {
    let wrong = |error: Error| Failure::new(Problem::Certificate, error);
    let mut builder = TlsParameters::builder(server.host.clone());
    if !server.trust_pem.is_empty() {
        let trusted = Certificate::from_pem(server.trust_pem.as_bytes()).map_err(wrong)?;
        builder = builder.add_root_certificate(trusted);
    }
    builder.build().map_err(wrong)
}

fn refused(server: &Server, error: &Error) -> Failure {
    let said = chain(error);
    let problem = match error.status().map(u16::from) {
        Some(code) if NOT_LET_IN.contains(&code) && server.auth == Auth::Xoauth2 => Problem::Token,
        Some(code) if NOT_LET_IN.contains(&code) => Problem::Password,
        _ if error.is_timeout() => Problem::Timeout,
        _ if said.contains("certificate") => Problem::Certificate,
        _ if said.contains("STARTTLS") => Problem::NoStarttls,
        _ if error.is_tls() => Problem::Tls,
        _ => Problem::Protocol,
    };
    Failure::new(problem, said)
}

/// An error with what it comes from: lettre says the server's words only there.
#[must_use]
pub fn chain(error: &Error) -> String {
    told(error)
}

/// Each of an error's causes once: what one of them has said already, the next only says again.
fn told(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let more = inner.to_string();
        if !said.contains(&more) {
            said = format!("{said}: {more}");
        }
        source = inner.source();
    }
    said
}

/// Which answer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Sender,
    Recipient,
    Content,
}

/// What a refusal is of: of the mail, of its recipient, or of us.
fn judge(step: Step, code: Option<u16>, said: &str) -> Answer {
    let of_us = |problem| Answer::Away(Failure::new(problem, said));
    match (step, code) {
        // A server that is going away says so to whoever comes next, too; one that a mail brings down does not.
        (Step::Content, None | Some(CLOSING)) => Answer::Dropped(said.to_owned()),
        (_, Some(CLOSING)) => of_us(Problem::Unreachable),
        (_, Some(code)) if NOT_LET_IN.contains(&code) => of_us(Problem::Password),
        // It does not take mail in that name, or no more for now: none of ours would fare better.
        (_, None) | (Step::Sender, _) => of_us(Problem::Protocol),
        (Step::Recipient, Some(500..)) if does_not_relay(said) => of_us(Problem::Password),
        (_, Some(500..)) => Answer::Never(said.to_owned()),
        _ => Answer::Later(said.to_owned()),
    }
}

/// Whether a server refuses to pass on anything for us, as those do that want one to sign in.
fn does_not_relay(said: &str) -> bool {
    let said = said.to_lowercase();
    said.contains("relay")
        && ["denied", "not permitted", "prohibited", "not allowed"].iter().any(|word| said.contains(word))
}

impl Open {
    /// Gives a mail to the server.
    pub async fn send(&mut self, composed: &Composed) -> Answer {
        let written = |address: &String| address.parse::<Address>();
        let from = Some(&composed.envelope_from).filter(|from| !from.is_empty()).map(written).transpose();
        let to = composed.recipients.iter().map(written).collect::<Result<Vec<_>, _>>();
        let (from, to) = match (from, to) {
            (Ok(from), Ok(to)) => (from, to),
            (Err(error), _) | (_, Err(error)) => {
                return Answer::Never(format!("the address cannot be written: {error}"));
            }
        };
        let ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
        let mut parameters = Vec::new();
        if !from.iter().chain(&to).all(ascii) {
            if !self.connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Answer::Never("the server takes no addresses with letters beyond ASCII".into());
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !composed.raw.is_ascii() && self.connection.server_info().supports_feature(Extension::EightBitMime)
        {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        match self.steps(Mail::new(from, parameters), to, &composed.raw).await {
            Ok(response) => Answer::Taken(words(&response)),
            Err(refusal) => {
                let _ = timeout(PATIENCE, self.connection.command(Rset)).await;
                refusal
            }
        }
    }

    async fn steps(&mut self, mail: Mail, to: Vec<Address>, raw: &[u8]) -> Result<Response, Answer> {
        in_time(Step::Sender, self.connection.command(mail)).await?;
        for recipient in to {
            in_time(Step::Recipient, self.connection.command(Rcpt::new(recipient, Vec::new()))).await?;
        }
        in_time(Step::Content, self.connection.command(Data)).await?;
        within(TAKING, Step::Content, self.connection.message(raw)).await
    }

    /// Ends the conversation.
    pub async fn leave(mut self) {
        let _ = timeout(PATIENCE, self.connection.quit()).await;
    }
}

async fn in_time(
    step: Step,
    answer: impl Future<Output = Result<Response, Error>>,
) -> Result<Response, Answer> {
    within(PATIENCE, step, answer).await
}

async fn within(
    patience: Duration,
    step: Step,
    answer: impl Future<Output = Result<Response, Error>>,
) -> Result<Response, Answer> {
    match timeout(patience, answer).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) => Err(judge(step, error.status().map(u16::from), &chain(&error))),
        Err(_) if step == Step::Content => {
            let seconds = patience.as_secs();
            Err(Answer::Dropped(format!("it did not say within {seconds} s what it makes of the mail")))
        }
        Err(_) => Err(Answer::Away(Failure::late("taking a mail"))),
    }
}

fn words(response: &Response) -> String {
    format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" "))
}

/// A connection as lettre speaks over it.
#[derive(Debug)]
struct Stream(Box<dyn Wire>);

impl AsyncTokioStream for Stream {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, into)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_said_is_told_once() {
        #[derive(Debug)]
        struct Said(&'static str, Option<Box<Said>>);
        impl std::fmt::Display for Said {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.0)
            }
        }
        impl std::error::Error for Said {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                self.1.as_deref().map(|inner| inner as _)
            }
        }
        let inner = || Some(Box::new(Said("5.1.1 no such user", None)));
        assert_eq!(
            told(&Said("permanent error (550): 5.1.1 no such user", inner())),
            "permanent error (550): 5.1.1 no such user"
        );
        assert_eq!(
            told(&Said("permanent error (550)", inner())),
            "permanent error (550): 5.1.1 no such user"
        );
    }

    #[test]
    fn a_refusal_of_us_is_told_from_one_of_the_recipient() {
        let cases = [
            (Step::Recipient, Some(550), "5.1.1 no such user", "never"),
            (Step::Recipient, Some(450), "4.2.0 greylisted", "later"),
            (Step::Recipient, Some(554), "5.7.1 <a@b.c>: Relay access denied", "away"),
            (Step::Recipient, Some(530), "5.7.0 authentication required", "away"),
            (Step::Sender, Some(553), "5.7.1 sender address rejected: not owned by user", "away"),
            (Step::Content, Some(554), "5.7.1 looks like spam", "never"),
            (Step::Content, Some(451), "4.3.0 later", "later"),
            (Step::Sender, Some(421), "4.3.2 closing", "away"),
            (Step::Sender, None, "the connection broke", "away"),
            (Step::Content, Some(421), "4.3.2 closing", "dropped"),
            (Step::Content, None, "the connection broke", "dropped"),
        ];
        for (step, code, said, want) in cases {
            let got = match judge(step, code, said) {
                Answer::Taken(_) => "taken",
                Answer::Later(_) => "later",
                Answer::Never(_) => "never",
                Answer::Dropped(_) => "dropped",
                Answer::Away(_) => "away",
            };
            assert_eq!(got, want, "{step:?} {code:?} {said}");
        }
    }
}
