//! A deployment made of scripted answers, which remembers what it was asked.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::sealink;

/// The API key of every call; it must show up nowhere but in the header.
pub(crate) const API_KEY: &str = "v4.public.c2VjcmV0LWFwaS1rZXk.Zm9vdGVy";

/// One request, as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The rows of a batch.
    pub(crate) fn rows(&self) -> Vec<Value> {
        self.json()["links"].as_array().unwrap().clone()
    }
}

/// What is answered to one request.
pub(crate) enum Reply {
    /// Status, headers and body.
    Sent(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// The connection breaks.
    Drop,
    /// Nothing ever comes.
    Hang,
}

type Answering = Box<dyn FnOnce(&Asked) -> Reply + Send>;

/// A success in its envelope.
pub(crate) fn success(status: u16, response: &Value) -> Answering {
    let body = json!({
        "code": status, "message": "OK", "error": false,
        "timestamp": "2026-11-22T23:54:54Z", "response": response, "unknown": 1,
    });
    Box::new(move |_| Reply::Sent(status, vec![], body.to_string().into_bytes()))
}

/// A problem document.
pub(crate) fn problem(status: u16, code: &str, detail: &str) -> Answering {
    let body = json!({ "status": status, "code": code, "detail": detail, "field": "a.b" });
    Box::new(move |_| Reply::Sent(status, vec![], body.to_string().into_bytes()))
}

/// Too busy, and to be asked again after some seconds.
pub(crate) fn busy(status: u16, seconds: &str) -> Answering {
    let headers = vec![("retry-after", seconds.to_owned())];
    Box::new(move |_| Reply::Sent(status, headers, b"busy".to_vec()))
}

/// Any bytes.
pub(crate) fn raw(status: u16, headers: Vec<(&'static str, String)>, body: &str) -> Answering {
    let body = body.as_bytes().to_vec();
    Box::new(move |_| Reply::Sent(status, headers, body))
}

pub(crate) fn drops() -> Answering {
    Box::new(|_| Reply::Drop)
}

pub(crate) fn hangs() -> Answering {
    Box::new(|_| Reply::Hang)
}

/// A batch: every row is created, but those whose note says otherwise.
pub(crate) fn batch() -> Answering {
    Box::new(|asked| {
        let results: Vec<Value> = (1..)
            .zip(asked.rows())
            .map(|(row, link)| match link["note"].as_str() {
                Some("fail") => json!({
                    "row": row, "outcome": "failed",
                    "problem": { "code": "invalid_field", "field": "receiverIds[0]", "detail": "expected a mail address" },
                }),
                Some("known") => json!({ "row": row, "outcome": "known", "link": minted(&link) }),
                _ => json!({ "row": row, "outcome": "created", "link": minted(&link) }),
            })
            .collect();
        let response = json!({ "results": results });
        success(200, &response)(asked)
    })
}

fn minted(link: &Value) -> Value {
    let key = link["idempotencyKey"].as_str().unwrap();
    json!({ "linkId": key, "shareUrl": format!("https://a.example/t/v4.public.{key}") })
}

/// A listening deployment.
pub(crate) struct Deployment {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    arrivals: Receiver<()>,
}

impl Deployment {
    /// Answers as many requests as there are answers, then listens no more.
    pub(crate) fn new(script: Vec<Answering>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (arrived, arrivals) = channel();
        let record = Arc::clone(&asked);
        thread::spawn(move || {
            let mut hanging = Vec::new();
            for answering in script {
                let (stream, _) = listener.accept().unwrap();
                let request = read(&stream);
                record.lock().unwrap().push(request.clone());
                match answering(&request) {
                    Reply::Sent(status, headers, body) => write(stream, status, &headers, &body),
                    Reply::Drop => drop(stream),
                    Reply::Hang => hanging.push(stream),
                }
                // A test that does not wait for arrivals is no failure.
                let _ = arrived.send(());
            }
        });
        Self {
            url,
            asked,
            arrivals,
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The command line, pointed here.
    pub(crate) fn call(&self, args: &[&str]) -> Command {
        let mut command = sealink(args);
        command
            .env("SEALINK_URL", &self.url)
            .env("SEALINK_API_KEY", API_KEY);
        command
    }

    /// Waits until so many more requests have come.
    pub(crate) fn wait_for(&self, requests: usize) {
        for _ in 0..requests {
            self.arrivals.recv_timeout(Duration::from_secs(30)).unwrap();
        }
    }

    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> Asked {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim().split_once(':') {
            Some((name, value)) => {
                headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
            None => break,
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    Asked {
        method,
        path,
        headers,
        body,
    }
}

fn write(mut stream: TcpStream, status: u16, headers: &[(&'static str, String)], body: &[u8]) {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} Told\r\ncontent-length: {length}\r\n"
    )
    .unwrap();
    for (name, value) in headers {
        write!(stream, "{name}: {value}\r\n").unwrap();
    }
    write!(stream, "connection: close\r\n\r\n").unwrap();
    stream.write_all(body).unwrap();
}
