//! Compiles the contract. `protox` is a protobuf compiler in Rust: there is no `protoc` to install.
use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=tandem");
    println!("cargo:rerun-if-changed=google");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut files = Vec::new();
    find(Path::new("tandem"), &mut files)?;
    files.sort();

    let mut compiler = protox::Compiler::new(["."])?;
    compiler.include_imports(true).include_source_info(true).open_files(&files)?;
    // Encoded by protox, not by prost-types: the latter drops options it does not know, and the http rules are such.
    fs::write(out.join("tandem.binpb"), compiler.encode_file_descriptor_set())?;

    let mut descriptors = compiler.file_descriptor_set();
    descriptors.file.retain(|f| {
        !f.package().starts_with("google.") || f.package() == "google.protobuf" || f.package() == "google.api"
    });
    let mut config = tonic_prost_build::Config::new();
    config.enable_type_names();
    config.bytes(["."]);
    config.btree_map(["."]);
    tonic_prost_build::configure().compile_fds_with_config(descriptors, config)?;
    Ok(())
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "proto") {
            files.push(path);
        }
    }
    Ok(())
}
