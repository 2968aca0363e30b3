//! What the contract says of itself: the comments in its source.
use std::collections::HashMap;

use prost_reflect::{
    DescriptorPool, EnumDescriptor, FieldDescriptor, MessageDescriptor, MethodDescriptor, ServiceDescriptor,
};

/// All comments, by file and path within it.
pub struct Comments(HashMap<(String, Vec<i32>), String>);

impl Comments {
    pub fn of(pool: &DescriptorPool) -> Self {
        let mut all = HashMap::new();
        for file in pool.files() {
            let source = file.file_descriptor_proto().source_code_info.clone().unwrap_or_default();
            for location in source.location {
                let text = flowed(location.leading_comments());
                if !text.is_empty() {
                    all.insert((file.name().to_owned(), location.path), text);
                }
            }
        }
        Self(all)
    }
    fn at(&self, file: &str, path: &[i32]) -> String {
        self.0.get(&(file.to_owned(), path.to_vec())).cloned().unwrap_or_default()
    }
    pub fn of_service(&self, service: &ServiceDescriptor) -> String {
        self.at(service.parent_file().name(), service.path())
    }
    pub fn of_method(&self, method: &MethodDescriptor) -> String {
        self.at(method.parent_file().name(), method.path())
    }
    pub fn of_message(&self, message: &MessageDescriptor) -> String {
        self.at(message.parent_file().name(), message.path())
    }
    pub fn of_field(&self, field: &FieldDescriptor) -> String {
        self.at(field.parent_file().name(), field.path())
    }
    pub fn of_enum(&self, of: &EnumDescriptor) -> String {
        let own = self.at(of.parent_file().name(), of.path());
        let values = of.values().filter(|v| v.number() != 0).filter_map(|value| {
            let text = self.at(value.parent_file().name(), value.path());
            (!text.is_empty()).then(|| format!("- `{}`: {text}", value.name()))
        });
        let values: Vec<String> = values.collect();
        if values.is_empty() { own } else { format!("{own}\n\n{}", values.join("\n")) }
    }
}

/// Lines of one paragraph, joined.
fn flowed(text: &str) -> String {
    let paragraphs = text.trim().split("\n\n").map(|p| p.split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}
