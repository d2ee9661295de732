//! The form in which a chapter lists its codes.

/// `NAME = "E0101", "title", "explanation", wrong: "…", right: "…";` defines
/// the constant `NAME: Code` and puts the page into `ENTRIES`.
macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal, $explanation:literal,
       wrong: $wrong:literal, right: $right:literal;)*) => {
        $(
            #[doc = $title]
            pub const $name: $crate::diagnostic::Code = $crate::diagnostic::Code($code);
        )*
        /// The pages of this chapter.
        pub const ENTRIES: &[$crate::diagnostic::codes::Entry] = &[$(
            $crate::diagnostic::codes::Entry {
                code: $name,
                title: $title,
                explanation: $explanation,
                wrong: $wrong,
                right: $right,
            },
        )*];
    };
}

pub(super) use codes;
