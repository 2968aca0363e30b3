//! The web app is embedded from `services/web/dist`; where it was not built yet, a page says how.
use std::{fs, io, path::Path};

const PAGE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Tandem</title>\
<p>The web app was not built. Run <code>make web</code>.</p></html>\n";

fn main() -> io::Result<()> {
    let dist = Path::new("../web/dist");
    println!("cargo:rerun-if-changed={}", dist.display());
    if !dist.join("index.html").exists() {
        fs::create_dir_all(dist)?;
        fs::write(dist.join("index.html"), PAGE)?;
    }
    Ok(())
}
