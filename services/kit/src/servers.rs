//! Private servers.
use std::path::Path;
pub struct Postgres { pub url: String }
impl Postgres {
    pub async fn start(_folder: &Path, _durable: bool, _bin: Option<&Path>) -> anyhow::Result<Self> { anyhow::bail!("set TANDEM__DATABASE__URL") }
    pub async fn stop(self) {}
}
