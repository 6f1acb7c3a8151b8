//! The signature of Standard Webhooks 1.0: HMAC-SHA-256 over id, time and body.

use crate::config::WebhookSecret;
use crate::token::mac::Code;

/// What the header `webhook-signature` says.
pub(super) fn of(secret: &WebhookSecret, id: &str, timestamp: i64, body: &str) -> String {
    let signed = format!("{id}.{timestamp}.{body}");
    let code = Code::of(secret.block(), &[signed.as_bytes()]);
    format!("v1,{}", code.base64())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of the specification's own libraries.
    #[test]
    fn the_signature_is_the_standards() {
        let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = of(
            &secret,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
