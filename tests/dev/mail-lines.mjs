// Picks the simulated mails out of wrangler's log: three of its lines become one of ours.
//
//   send_email binding called with MessageBuilder:
//   From: ...
//   To: you@example.com
//   Subject: ...
//
//   Text: /.../email-text/ID.txt
//   HTML: /.../email-html/ID.html

/** A function to be fed line by line; it says each mail and each error that the service logged. */
export function mailLines(say) {
  let mail;
  return (line) => {
    if (line.includes('send_email binding called')) {
      mail = {};
      return;
    }
    const member = mail && /^(To|Subject|Text|HTML|Email): (.*)$/.exec(line);
    if (member) {
      mail[member[1]] = member[2];
      // The text's path comes last of what a reader wants.
      if (member[1] === 'Text' || member[1] === 'Email') {
        say(`Mail to ${mail.To ?? 'somebody'}: ${mail.Subject ?? '(see the file)'}\n     ${member[2]}`);
      }
      return;
    }
    if (/ERROR|✘|"level":"error"/.test(line)) say(line);
  };
}
