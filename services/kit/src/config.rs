//! Settings: defaults, then a file, then the environment (`TANDEM__GATEWAY__LISTEN`). Unknown keys are refused.
use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use config::{Environment, File};
use serde::{Deserialize, de::DeserializeOwned};

/// What differs between installations.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Config {
    /// Where the embedded default keeps its database and blobs, and where `demo.json` is written.
    pub data: PathBuf,
    /// Fill an account with demo data at the first start.
    pub demo: bool,
    /// Lets tests move the clock and drain the process through the operations port. Never in production.
    pub testing: bool,
    /// How people reach the installation, without a slash at the end; links in mails begin so. Unset: where it listens.
    pub public_url: String,
    pub database: Database,
    pub bus: Url,
    pub cache: Url,
    pub blobs: Blobs,
    pub rpc: Rpc,
    pub secrets: Secrets,
    pub outside: Outside,
    pub ops: Ops,
    pub telemetry: Telemetry,
    /// Where each service is that is not in this process: `items = "http://items:7070"`.
    pub peers: HashMap<String, String>,
    /// The sections of the services, each read by its own service.
    #[serde(flatten)]
    sections: HashMap<String, config::Value>,
}

/// Where the public port is, of all that the section of the door says.
#[derive(Deserialize)]
#[serde(default)]
struct Listen {
    listen: String,
}

impl Default for Listen {
    fn default() -> Self {
        Self { listen: "127.0.0.1:8080".into() }
    }
}

/// Where something is; unset: embedded in this process.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Url {
    pub url: Option<String>,
    /// Replaces the password of the URL, so that it may hold any character.
    pub password: Option<String>,
}

/// Where files are kept: `file:///…` or `s3://bucket/prefix`; unset: in the data folder.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Blobs {
    pub url: Option<String>,
    /// As the object store's own library names them, such as `aws_endpoint`.
    pub options: BTreeMap<String, String>,
}

/// The database, by URL or by parts; none of them: a private PostgreSQL in the data folder.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    pub url: Option<String>,
    pub host: Option<String>,
    pub port: Option<u16>,
    pub name: Option<String>,
    pub user: Option<String>,
    pub password: Option<String>,
    /// Where `initdb` and `pg_ctl` are, for the private PostgreSQL.
    pub bin: Option<PathBuf>,
    /// Connections of this process: half of them for single statements, as many for transactions, one of each at least.
    pub max_connections: u32,
}

/// Calls between processes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rpc {
    /// Where peers reach this process; unset: 127.0.0.1:7070, or nowhere where every service is in this process.
    pub listen: Option<String>,
    /// The secret that all processes of an installation share, at least 32 characters.
    pub key: Option<String>,
}

/// What secrets are sealed with that the database keeps, such as the passwords of mailboxes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Secrets {
    /// At least 32 characters, the same in all processes; unset: made in the data folder by a process that runs alone.
    pub key: Option<String>,
}

/// Where the installation connects to for its accounts: their mail servers, webhooks, token endpoints.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Outside {
    /// Networks and addresses that may be reached although they are private, with commas: `10.0.0.0/8,192.168.1.5`; `*`: all of them.
    /// Unset: a process that runs alone reaches its own network, one of several reaches public addresses only.
    pub allow: Option<String>,
}

/// The operations port.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ops {
    pub listen: String,
}

/// Logs and traces.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Telemetry {
    /// As of `RUST_LOG`.
    pub filter: String,
    /// `json` or `text`; `auto` is text on a terminal.
    pub format: String,
    /// Where traces go by OTLP over gRPC; unset: nowhere.
    pub otlp: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from(".tandem"),
            demo: false,
            testing: false,
            public_url: String::new(),
            database: Database::default(),
            bus: Url::default(),
            cache: Url::default(),
            blobs: Blobs::default(),
            rpc: Rpc::default(),
            secrets: Secrets::default(),
            outside: Outside::default(),
            ops: Ops::default(),
            telemetry: Telemetry::default(),
            peers: HashMap::new(),
            sections: HashMap::new(),
        }
    }
}
impl Default for Database {
    fn default() -> Self {
        Self {
            url: None,
            host: None,
            port: None,
            name: None,
            user: None,
            password: None,
            bin: None,
            max_connections: 16,
        }
    }
}
impl Default for Ops {
    fn default() -> Self {
        Self { listen: "127.0.0.1:9090".into() }
    }
}
impl Default for Telemetry {
    fn default() -> Self {
        Self { filter: "info".into(), format: "auto".into(), otlp: None }
    }
}

impl Config {
    /// Reads the file (if there is one) and the environment.
    ///
    /// # Errors
    /// Names the key that is unknown or the value that cannot be read.
    pub fn read(file: Option<&Path>, services: &[&str]) -> anyhow::Result<Self> {
        let mut builder = config::Config::builder();
        if let Some(file) = file {
            builder = builder.add_source(File::from(file).required(true));
        }
        let environment = Environment::with_prefix("TANDEM").prefix_separator("__").separator("__");
        let mut read: Self = builder
            .add_source(environment)
            .build()?
            .try_deserialize()
            .context("the settings cannot be read")?;
        for section in read.sections.keys() {
            let known = services.iter().any(|name| name.replace('-', "_") == *section);
            anyhow::ensure!(
                known,
                "there is no setting {section:?} (from the file, or TANDEM__{})",
                section.to_uppercase()
            );
        }
        if read.public_url.is_empty() {
            let listen: Listen = read.section("gateway").unwrap_or_default();
            read.public_url = format!("http://{}", listen.listen.replace("0.0.0.0", "127.0.0.1"));
        }
        Ok(read)
    }
    /// A service's own section; its defaults where nothing is set.
    ///
    /// # Errors
    /// Names the key that is unknown or the value that cannot be read.
    pub fn section<T: DeserializeOwned + Default>(&self, service: &str) -> anyhow::Result<T> {
        match self.sections.get(&service.replace('-', "_")) {
            None => Ok(T::default()),
            Some(value) => value
                .clone()
                .try_deserialize()
                .with_context(|| format!("the settings of {service} cannot be read")),
        }
    }
    /// Every setting as text, with what is secret masked.
    #[must_use]
    pub fn masked(&self) -> String {
        let mut shown = self.clone();
        let hide = |secret: &mut Option<String>| {
            if secret.is_some() {
                *secret = Some("********".into());
            }
        };
        hide(&mut shown.rpc.key);
        hide(&mut shown.secrets.key);
        hide(&mut shown.database.password);
        hide(&mut shown.bus.password);
        hide(&mut shown.cache.password);
        shown.blobs.options.values_mut().for_each(|value| *value = "********".into());
        for url in [&mut shown.database.url, &mut shown.bus.url, &mut shown.cache.url].into_iter().flatten() {
            *url = without_password(url);
        }
        format!("{shown:#?}")
    }
    /// Sets a service's own setting, as a test does.
    pub fn set(&mut self, service: &str, key: &str, value: impl Into<config::Value>) {
        let section = self
            .sections
            .entry(service.replace('-', "_"))
            .or_insert_with(|| config::Value::from(config::Map::<String, config::Value>::new()));
        if let config::ValueKind::Table(table) = &mut section.kind {
            table.insert(key.into(), value.into());
        }
    }
}

impl Url {
    /// The address with its password; nothing where none is set.
    ///
    /// # Errors
    /// Where it is no URL.
    pub fn full(&self) -> anyhow::Result<Option<String>> {
        let Some(url) = &self.url else { return Ok(None) };
        let Some(password) = &self.password else { return Ok(Some(url.clone())) };
        let (scheme, rest) = url.split_once("://").with_context(|| format!("{url:?} is no URL"))?;
        let (user, place) = rest.rsplit_once('@').unwrap_or(("", rest));
        let user = user.split(':').next().unwrap_or_default();
        Ok(Some(format!("{scheme}://{user}:{}@{place}", percent_encoded(password))))
    }
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.rsplit_once('@') {
        Some((user, place)) => {
            format!("{scheme}://{}:********@{place}", user.split(':').next().unwrap_or_default())
        }
        None => url.to_owned(),
    }
}

fn percent_encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, b| {
        if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
        out
    })
}

impl Database {
    /// How to connect; nothing where none is set.
    ///
    /// # Errors
    /// Where the URL cannot be read.
    pub fn options(&self) -> anyhow::Result<Option<sqlx::postgres::PgConnectOptions>> {
        if let Some(url) = &self.url {
            let options: sqlx::postgres::PgConnectOptions =
                url.parse().context("TANDEM__DATABASE__URL is no address of a database")?;
            return Ok(Some(match &self.password {
                Some(password) => options.password(password),
                None => options,
            }));
        }
        let Some(host) = &self.host else { return Ok(None) };
        let mut options =
            sqlx::postgres::PgConnectOptions::new_without_pgpass().host(host).port(self.port.unwrap_or(5432));
        options = options
            .database(self.name.as_deref().unwrap_or("tandem"))
            .username(self.user.as_deref().unwrap_or("tandem"));
        Ok(Some(match &self.password {
            Some(password) => options.password(password),
            None => options,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_may_hold_any_character() {
        let url = Url {
            url: Some("amqp://tandem@broker:5672/%2f".into()),
            password: Some("p@ss:/?#[]%\"'$ ".into()),
        };
        assert_eq!(
            url.full().unwrap().unwrap(),
            "amqp://tandem:p%40ss%3A%2F%3F%23%5B%5D%25%22%27%24%20@broker:5672/%2f"
        );
    }
}
