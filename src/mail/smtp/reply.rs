//! What a mail server answers (RFC 5321, section 4.2).

/// One reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    /// Three digits, of which the first is 2 to 5.
    pub(super) code: u16,
    /// What stands behind them, line by line.
    lines: Vec<String>,
}

impl Reply {
    /// The longest reply that is read, in bytes: thirty lines of the 512 that
    /// the standard lets each have.
    pub(super) const MAX: usize = 16 * 1024;

    /// Reads the reply at the beginning of `bytes`, and how many it has; `None`
    /// where its last line has not come yet.
    ///
    /// # Errors
    /// When it is none.
    pub(super) fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, NoReply> {
        let mut lines = Vec::new();
        let mut begins = 0;
        let mut first = None;
        while let Some(length) = bytes[begins..].iter().position(|b| *b == b'\n') {
            let line = bytes[begins..begins + length].trim_ascii_end();
            begins += length + 1;
            let (code, text) = line.split_at_checked(3).ok_or(NoReply)?;
            let [class @ b'2'..=b'5', b'0'..=b'9', b'0'..=b'9'] = code else {
                return Err(NoReply);
            };
            if *first.get_or_insert(code) != code {
                return Err(NoReply);
            }
            let (sign, text) = text.split_first().unwrap_or((&b' ', b""));
            lines.push(String::from_utf8_lossy(text).into_owned());
            match sign {
                b'-' => {}
                b' ' => {
                    let digit = |byte: u8| u16::from(byte - b'0');
                    let code = digit(*class) * 100 + digit(code[1]) * 10 + digit(code[2]);
                    return Ok(Some((Self { code, lines }, begins)));
                }
                _ => return Err(NoReply),
            }
        }
        Ok(None)
    }

    /// What a reply to `EHLO` says behind a keyword; `None` where the server
    /// does not offer it.
    pub(super) fn offer(&self, keyword: &str) -> Option<&str> {
        // The first line is a greeting.
        self.lines.iter().skip(1).find_map(|line| {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            word.eq_ignore_ascii_case(keyword).then_some(rest)
        })
    }

    /// Whether it refuses for good what was asked about one mailbox or mail.
    ///
    /// 530 wants us to sign in, and an enhanced code of 5.7 (RFC 3463) tells of a
    /// policy, such as not to relay for us: neither says that this mailbox will
    /// not take mails.
    pub(super) fn is_final(&self) -> bool {
        let is_policy = self.lines.iter().any(|line| line.starts_with("5.7."));
        self.code >= 500 && self.code != 530 && !is_policy
    }
}

/// What came is no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoReply;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Reply> {
        let (reply, length) = Reply::parse(text.as_bytes()).unwrap()?;
        assert_eq!(length, text.len());
        Some(reply)
    }

    #[test]
    fn a_reply_has_one_line_or_several() {
        let reply = read("250 OK\r\n").unwrap();
        assert_eq!((reply.code, &*reply.lines), (250, &["OK".to_owned()][..]));
        assert_eq!(read("354\r\n").unwrap().code, 354);
        let offers = read("250-mail.example greets\r\n250-starttls\r\n250 AUTH PLAIN LOGIN\r\n");
        let offers = offers.unwrap();
        assert_eq!(offers.offer("STARTTLS"), Some(""));
        assert_eq!(offers.offer("AUTH"), Some("PLAIN LOGIN"));
        assert_eq!(offers.offer("SMTPUTF8"), None);
        // What the server calls itself is no offer.
        assert_eq!(read("250 STARTTLS\r\n").unwrap().offer("STARTTLS"), None);
    }

    #[test]
    fn what_has_not_ended_is_waited_for() {
        for part in ["", "2", "250", "250 OK", "250-a\r\n", "250-a\r\n250"] {
            assert_eq!(Reply::parse(part.as_bytes()), Ok(None), "{part}");
        }
        let two = b"220 a\r\n250 b\r\n";
        let (reply, length) = Reply::parse(two).unwrap().unwrap();
        assert_eq!((reply.code, length), (220, 7));
    }

    #[test]
    fn what_is_no_reply_is_refused() {
        for wrong in [
            "\r\n",
            "25\r\n",
            "HTTP/1.1 400 Bad Request\r\n",
            "150 a\r\n",
            "650 a\r\n",
            "250x\r\n",
            "250-a\r\n251 b\r\n",
            "25\u{664} a\r\n",
        ] {
            assert_eq!(Reply::parse(wrong.as_bytes()), Err(NoReply), "{wrong}");
        }
    }

    #[test]
    fn only_what_is_about_the_mailbox_is_final() {
        for (text, is_final) in [
            ("550 no such user\r\n", true),
            ("550 5.1.1 no such user\r\n", true),
            ("553 5.1.3 bad address\r\n", true),
            ("450 4.2.1 later\r\n", false),
            ("530 5.7.0 sign in first\r\n", false),
            ("530 sign in first\r\n", false),
            ("554 5.7.1 Relay access denied\r\n", false),
        ] {
            assert_eq!(read(text).unwrap().is_final(), is_final, "{text}");
        }
    }
}
