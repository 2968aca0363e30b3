//! Files written into a plain text itself: uuencoded, or yEncoded, as programs older than MIME send them.

use super::transfer;

/// Most files taken out of one text.
const MAX_FILES: usize = 50;

/// A file found in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The text without its files, and the files; None where there are none, or none that is whole.
#[must_use]
pub fn take(body: &[u8]) -> Option<(Vec<u8>, Vec<File>)> {
    let lines: Vec<&[u8]> = body.split_inclusive(|byte| *byte == b'\n').collect();
    let (mut rest, mut files, mut at) = (Vec::new(), Vec::new(), 0);
    while at < lines.len() {
        let found =
            (files.len() < MAX_FILES).then(|| uuencoded(&lines[at..]).or_else(|| yencoded(&lines[at..])));
        if let Some((file, length)) = found.flatten() {
            files.push(file);
            at += length;
        } else {
            rest.extend_from_slice(lines[at]);
            at += 1;
        }
    }
    (!files.is_empty()).then_some((rest, files))
}

/// `begin 644 name` to `end`, with every line as long as it says.
fn uuencoded(lines: &[&[u8]]) -> Option<(File, usize)> {
    let head = lines[0].trim_ascii().strip_prefix(b"begin ")?;
    let blank = head.iter().position(|byte| *byte == b' ')?;
    let (mode, name) = (&head[..blank], head[blank..].trim_ascii());
    if !matches!(mode.len(), 3 | 4) || !mode.iter().all(|byte| matches!(byte, b'0'..=b'7')) || name.is_empty()
    {
        return None;
    }
    let end = lines.iter().position(|line| line.trim_ascii() == b"end")?;
    let sound = |line: &&[u8]| {
        let line = line.trim_ascii_end();
        let declared = line.first().map_or(0, |byte| usize::from(byte.wrapping_sub(b' ') & 63));
        line.iter().all(|byte| matches!(byte, b' '..=b'`')) && line.len() <= declared.div_ceil(3) * 4 + 3
    };
    lines[1..end].iter().all(sound).then(|| {
        let bytes = transfer::decode(&lines[1..end].concat(), "x-uuencode");
        (File { name: String::from_utf8_lossy(name).into_owned(), bytes }, end + 1)
    })
}

/// `=ybegin … name=` to `=yend`, where the size is as said: a text whose characters were changed on the way stays as it is.
fn yencoded(lines: &[&[u8]]) -> Option<(File, usize)> {
    let head = String::from_utf8_lossy(lines[0].strip_prefix(b"=ybegin ")?).into_owned();
    let (numbers, name) = head.split_once("name=")?;
    let size: usize = numbers.split("size=").nth(1)?.split_whitespace().next()?.parse().ok()?;
    let end = lines.iter().position(|line| line.starts_with(b"=yend"))?;
    let mut bytes = Vec::new();
    for line in lines[1..end].iter().filter(|line| !line.starts_with(b"=ypart")) {
        let mut escaped = false;
        for byte in line.strip_suffix(b"\n").map_or(*line, |line| line.strip_suffix(b"\r").unwrap_or(line)) {
            if *byte == b'=' && !escaped {
                escaped = true;
                continue;
            }
            bytes.push(byte.wrapping_sub(if escaped { 106 } else { 42 }));
            escaped = false;
        }
    }
    (bytes.len() == size).then(|| (File { name: name.trim().to_owned(), bytes }, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_written_into_a_text_are_files() {
        let (text, files) = take(b"Hi\nbegin 644 cat.txt\n#0V%T\n`\nend\nBye\n").unwrap();
        assert_eq!(
            (text.as_slice(), files[0].name.as_str(), files[0].bytes.as_slice()),
            (&b"Hi\nBye\n"[..], "cat.txt", &b"Cat"[..])
        );
        let (text, files) =
            take(b"=ybegin line=128 size=3 name=a b.txt\n\x6D\x8B\x9E\n=yend size=3\nBye\n").unwrap();
        assert_eq!(
            (text.as_slice(), files[0].name.as_str(), files[0].bytes.as_slice()),
            (&b"Bye\n"[..], "a b.txt", &b"Cat"[..])
        );
    }

    #[test]
    fn a_text_that_only_looks_so_is_left_alone() {
        for text in [
            "Let us begin 644 years ago\nand end",
            "begin 644 cat.txt\nthis is a sentence, no file\nend\n",
            "begin 644 cat.txt\n#0V%T\n",
            "=ybegin line=128 size=9 name=a.txt\nxyz\n=yend size=9\n",
        ] {
            assert_eq!(take(text.as_bytes()), None, "{text}");
        }
    }
}
