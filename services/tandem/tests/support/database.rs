//! Databases for tests: copied from a template that is made once for each state of the migrations.
use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
    process::Command,
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _};
use tandem_kit::testing::database_server;

/// Any number, the same in every test: who holds this lock makes the template.
const TEMPLATE_LOCK: i64 = 7_382_910_465;

/// A database of one test.
pub struct Database {
    pub url: String,
    name: String,
    server: String,
}

impl Database {
    /// An empty installation: every schema, no account.
    pub async fn fresh() -> Self {
        let server = database_server();
        let mut admin = PgConnection::connect(&server).await.expect("the test server answers");
        let template = template(&mut admin, &server).await;
        let name = format!("story_{}", tandem_kit::id::EventId::new().uuid().simple());
        run(&mut admin, format!("create database {name} template {template}")).await;
        Self { url: with_name(&server, &name), name, server }
    }
    /// A connection, for what no port tells.
    pub async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.url).await.expect("the database answers")
    }
    /// A number out of the database.
    pub async fn count(&self, sql: &str) -> i64 {
        let mut connection = self.connect().await;
        let row = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_one(&mut connection).await;
        row.unwrap_or_else(|error| panic!("{sql}: {error}")).get(0)
    }
    /// Changes the database under the running product: how a fault is made.
    pub async fn run(&self, sql: &str) {
        run(&mut self.connect().await, sql.to_owned()).await;
    }
    /// Rows of texts out of the database.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let mut connection = self.connect().await;
        let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(&mut connection).await;
        rows.unwrap_or_else(|error| panic!("{sql}: {error}")).iter().map(|row| row.get(0)).collect()
    }
    /// Removes it, from a place that cannot wait.
    pub fn remove(&self) {
        let sql = format!("drop database if exists {} with (force)", self.name);
        let server = self.server.clone();
        let removed = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async { run(&mut PgConnection::connect(&server).await.unwrap(), sql).await });
        });
        let _ = removed.join();
    }
}

/// Changes a database that a bench has: how a fault is made.
pub async fn execute(url: &str, sql: &str) {
    run(&mut PgConnection::connect(url).await.expect("the database answers"), sql.to_owned()).await;
}

async fn run(admin: &mut PgConnection, sql: String) {
    let ran = sqlx::query(AssertSqlSafe(sql.clone())).execute(admin).await;
    ran.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The template of these migrations, made now where there is none.
async fn template(admin: &mut PgConnection, server: &str) -> String {
    let name = format!("tandem_template_{:016x}", fingerprint());
    run(admin, format!("select pg_advisory_lock({TEMPLATE_LOCK})")).await;
    let known = format!("select count(*) from pg_database where datname = '{name}'");
    let there: i64 = sqlx::query_scalar(AssertSqlSafe(known)).fetch_one(&mut *admin).await.unwrap();
    if there == 0 {
        // Under another name until it is whole: a run that is cut off leaves nothing that looks ready.
        run(admin, format!("drop database if exists {name}_new with (force)")).await;
        run(admin, format!("create database {name}_new")).await;
        migrate(&with_name(server, &format!("{name}_new")));
        run(admin, format!("alter database {name}_new rename to {name}")).await;
    }
    run(admin, format!("select pg_advisory_unlock({TEMPLATE_LOCK})")).await;
    name
}

fn migrate(url: &str) {
    let folder = tempfile::tempdir().unwrap();
    let migrated = Command::new(env!("CARGO_BIN_EXE_tandem"))
        .args(["migrate"])
        .env_clear()
        .env("TANDEM__DATABASE__URL", url)
        .env("TANDEM__DATA", folder.path())
        .output()
        .expect("the program runs");
    assert!(migrated.status.success(), "tandem migrate: {}", String::from_utf8_lossy(&migrated.stderr));
}

fn fingerprint() -> u64 {
    let mut files = Vec::new();
    find(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations"), &mut files);
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.file_name().hash(&mut hasher);
        fs::read(file).unwrap().hash(&mut hasher);
    }
    hasher.finish()
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|e| e == "sql") {
            files.push(path);
        }
    }
}

fn with_name(server: &str, name: &str) -> String {
    let mut url: reqwest::Url = server.parse().expect("TANDEM_TEST_DATABASE_URL is an address");
    url.set_path(name);
    url.to_string()
}
