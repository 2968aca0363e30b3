//! A story is several sentences about the product on one platform. One that fails does not hide the others.
use std::{any::Any, future::Future, panic::AssertUnwindSafe};

use futures::FutureExt as _;

/// The sentences of a story so far.
#[derive(Default)]
pub struct Sentences {
    told: usize,
    failed: Vec<String>,
}

impl Sentences {
    /// Tells one sentence; its failure is kept until the end.
    pub async fn tell(&mut self, sentence: &str, story: impl Future<Output = ()>) {
        let begun = std::time::Instant::now();
        self.told += 1;
        match AssertUnwindSafe(story).catch_unwind().await {
            Ok(()) => eprintln!("  ok   {sentence} ({} ms)", begun.elapsed().as_millis()),
            Err(panic) => {
                let why = words(panic.as_ref());
                eprintln!("  FAIL {sentence}: {why}");
                self.failed.push(format!("{sentence}\n      {why}"));
            }
        }
    }
    /// Fails where a sentence did.
    pub fn end(self) {
        let Self { told, failed } = self;
        assert!(
            failed.is_empty(),
            "{} of {told} sentences are not true:\n  - {}",
            failed.len(),
            failed.join("\n  - ")
        );
    }
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "a panic".into())
}
