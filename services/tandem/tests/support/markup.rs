//! HTML that tries to run something, each in another way, and what of it a browser could run. All of it is our own.
use std::sync::LazyLock;

use regex::Regex;

/// Each says `keep` beside what must go; `BAIT` is what would run.
pub const VECTORS: [&str; 62] = [
    "<p>keep</p><script>BAIT()</script>",
    "<p>keep</p><SCRIPT SRC=//evil.test/x.js></SCRIPT >",
    "<p>keep</p><scr<script>ipt>BAIT()</scr</script>ipt>",
    "<p>keep</p><script\n>BAIT()</script\n>",
    "<p>keep</p><script/x>BAIT()</script>",
    "<p>keep</p><script>BAIT()",
    "<p onclick=BAIT()>keep</p>",
    "<p ONMOUSEOVER='BAIT()'>keep</p>",
    "<p/onpointerenter=BAIT()>keep</p>",
    "<p onwheel\u{c}=\u{c}BAIT()>keep</p>",
    "<b x='>' onfocus=BAIT() tabindex=0 autofocus>keep</b>",
    "<img src=x onerror=BAIT()>keep",
    "<img src='x'onerror='BAIT()'>keep",
    "<img src=x:x onerror=\"BAIT()\" alt=\"><i>\">keep",
    "<image src=x onerror=BAIT()>keep",
    "<img src=\"jav&#x09;ascript:BAIT()\">keep",
    "<img srcset=\"x 1x, javascript:BAIT() 2x\">keep",
    "<a href=\"javascript:BAIT()\">keep</a>",
    "<a href=\" \u{1}javascript:BAIT()\">keep</a>",
    "<a href=\"JaVa\tScRiPt:BAIT()\">keep</a>",
    "<a href=\"java&NewLine;script&colon;BAIT()\">keep</a>",
    "<a href=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;BAIT()\">keep</a>",
    "<a href=\"vbscript:BAIT\">keep</a>",
    "<a href=\"data:text/html,<script>BAIT()</script>\">keep</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD5CQUlUKCk8L3NjcmlwdD4=\">keep</a>",
    "<a href=\"x\" xlink:href=\"javascript:BAIT()\">keep</a>",
    "<svg onload=BAIT()></svg>keep",
    "<svg><script>BAIT()</script></svg>keep",
    "<svg><a xlink:href=\"javascript:BAIT()\"><text>x</text></a></svg>keep",
    "<svg><animate attributeName=href values=javascript:BAIT() /></svg>keep",
    "<svg><foreignObject><iframe src=javascript:BAIT()></iframe></foreignObject></svg>keep",
    "<svg><style><img src=x onerror=BAIT()></style></svg>keep",
    "keep<math><mtext><table><mglyph><style><!--</style><img title=\"--><img src=x onerror=BAIT()>\">",
    "keep<math href=\"javascript:BAIT()\">x</math>",
    "<iframe src=\"javascript:BAIT()\"></iframe>keep",
    "<iframe srcdoc=\"<script>BAIT()</script>\"></iframe>keep",
    "<object data=\"javascript:BAIT()\"></object>keep",
    "<embed src=\"//evil.test/x.swf\">keep",
    "<applet code=BAIT></applet>keep",
    "<frameset onload=BAIT()><frame src=x></frameset>keep",
    "<base href=\"//evil.test/\">keep",
    "<meta http-equiv=refresh content=\"0;url=javascript:BAIT()\">keep",
    "<link rel=stylesheet href=\"//evil.test/x.css\">keep",
    "<style>@import '//evil.test/x.css'; p{background:url(javascript:BAIT())}</style><p>keep</p>",
    "<p style=\"width:expression(BAIT())\">keep</p>",
    "<p style=\"behavior:url(#BAIT)\">keep</p>",
    "<p style=\"background-image:url('javascript:BAIT()')\">keep</p>",
    "<form action=\"javascript:BAIT()\"><button>keep</button></form>",
    "<button formaction=\"javascript:BAIT()\">keep</button>",
    "<input type=image src=x onerror=BAIT()>keep",
    "<isindex action=javascript:BAIT() type=submit>keep",
    "<details open ontoggle=BAIT()><summary>keep</summary></details>",
    "<video poster=javascript:BAIT() onloadstart=BAIT()><source onerror=BAIT()></video>keep",
    "<audio src=x onerror=BAIT()></audio>keep",
    "<marquee onstart=BAIT()>keep</marquee>",
    "<template><script>BAIT()</script></template>keep",
    "<noscript><p title=\"</noscript><img src=x onerror=BAIT()>\"></noscript>keep",
    "<textarea><img src=x onerror=BAIT()></textarea>keep",
    "<title><img src=x onerror=BAIT()></title>keep",
    "<!--><img src=x onerror=BAIT()>-->keep",
    "<![CDATA[<img src=x onerror=BAIT()>]]>keep",
    "<p>keep</p><plaintext><img src=x onerror=BAIT()>",
];

const BAD: [&str; 26] = [
    "script",
    "iframe",
    "object",
    "embed",
    "base",
    "meta",
    "link",
    "style",
    "svg",
    "math",
    "form",
    "input",
    "button",
    "textarea",
    "select",
    "template",
    "noscript",
    "frame",
    "frameset",
    "applet",
    "audio",
    "video",
    "source",
    "isindex",
    "marquee",
    "plaintext",
];

static TAG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"<([a-zA-Z][a-zA-Z0-9:-]*)((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*/?>"#).expect("a constant")
});
static ATTRIBUTE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"([^\s=>"]+)(?:="([^"]*)")?"#).expect("a constant"));

/// The first thing that a browser could run, or that loads by itself what runs. What is not written as our own markup is counts as such.
pub fn danger(html: &str) -> Option<String> {
    if TAG.find_iter(html).count() != html.matches('<').count() - html.matches("</").count() {
        return Some(format!("a tag that cannot be read: {html}"));
    }
    TAG.captures_iter(html).find_map(|tag| {
        let name = tag[1].to_lowercase();
        if BAD.contains(&name.as_str()) {
            return Some(format!("element {name}"));
        }
        ATTRIBUTE.captures_iter(&tag[2]).find_map(|pair| {
            let value = pair.get(2).map_or("", |value| value.as_str());
            dangerous(&pair[1].to_lowercase(), value).then(|| format!("attribute {}={value}", &pair[1]))
        })
    })
}

/// A value as a browser reads it.
fn decoded(value: &str) -> String {
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?").expect("a constant"));
    let number = |found: &regex::Captures<'_>| {
        let (digits, radix) = found.get(1).map_or((&found[0][2..], 10), |hex| (hex.as_str(), 16));
        let code = u32::from_str_radix(digits.trim_end_matches(';'), radix).unwrap_or(0);
        char::from_u32(code).map(String::from).unwrap_or_default()
    };
    let named = [("&NewLine;", ""), ("&Tab;", ""), ("&colon;", ":"), ("&amp;", "&")];
    let plain = NUMBER.replace_all(value, number).into_owned();
    named.into_iter().fold(plain, |text, (name, sign)| text.replace(name, sign))
}

fn dangerous(key: &str, value: &str) -> bool {
    let value = decoded(value);
    let value: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let value = value.to_lowercase();
    let runs =
        ["javascript:", "vbscript:", "data:text", "data:image/svg", "expression(", "behavior:", "@import"];
    let remote_style = key == "style" && value.contains("url(");
    key.starts_with("on") || key == "srcdoc" || remote_style || runs.iter().any(|word| value.contains(word))
}
