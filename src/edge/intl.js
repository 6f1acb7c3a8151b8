// What the runtime's own Intl knows of a language, as plain data: patterns of dates, names of days and months, plural
// categories, relative times and durations. Asked once for each language in an isolate; Rust fills the patterns in,
// because 3,000 events of a page would otherwise cross into JavaScript 3,000 times.
//
// Dates are Gregorian and digits Latin in every language: they are compared with papers that have them so. Clocks have
// 24 hours, as shipping's have.

const UTC = { timeZone: 'UTC', hourCycle: 'h23' };
const NAMES = { weekday: '{w}', day: '{d}', month: '{m}', year: '{y}', hour: '{h}', minute: '{n}' };
const CLOCK = { hour: '2-digit', minute: '2-digit' };
const LONG = { weekday: 'long', day: 'numeric', month: 'long' };
const SHORT = { weekday: 'short', day: 'numeric', month: 'short' };
const BARE = { day: 'numeric', month: 'short' };
const YEAR = { year: 'numeric' };
/** Every plural rule of our languages tells whole numbers apart by their last two digits, and those under 100 by more. */
const COUNTED = 200;

/** As JSON, for a BCP 47 tag. */
export function intl(tag) {
  const locale = `${tag}-u-ca-gregory-nu-latn`;
  const plurals = new Intl.PluralRules(locale);
  const numbers = [...Array(COUNTED).keys()];
  const category = numbers.map((number) => plurals.select(number));
  const categories = [...new Set(category)];
  /** A pattern for each category, from the first number that has it and is no special case. */
  const counted = (parts) =>
    Object.fromEntries(
      categories.map((name) => {
        const number = numbers.findLast((candidate) => category[candidate] === name);
        return [name, parts(number).map(({ type, value }) => (type === 'literal' || type === 'unit' ? value : '{}')).join('')];
      }),
    );
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const near = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const unit = (name) => {
    const format = new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' });
    return counted((number) => format.formatToParts(number));
  };
  const moved = (name, sign) => counted((number) => relative.formatToParts(sign * number, name));
  const units = ['second', 'minute', 'hour', 'day'];
  const list = new Intl.ListFormat(locale, { type: 'conjunction', style: 'long' }).formatToParts(['a', 'b', 'c']);
  return JSON.stringify({
    days: {
      long: pattern(locale, LONG),
      longYear: pattern(locale, { ...LONG, ...YEAR }),
      short: pattern(locale, SHORT),
      shortYear: pattern(locale, { ...SHORT, ...YEAR }),
      clocked: pattern(locale, { ...SHORT, ...CLOCK }),
      clockedYear: pattern(locale, { ...SHORT, ...YEAR, ...CLOCK }),
      bare: pattern(locale, BARE),
      bareYear: pattern(locale, { ...BARE, ...YEAR }),
      date: pattern(locale, { ...LONG, weekday: undefined, ...YEAR }),
      clock: pattern(locale, CLOCK),
    },
    plural: category,
    span: Object.fromEntries(units.map((name) => [name, unit(name)])),
    ago: Object.fromEntries(units.map((name) => [name, moved(name, -1)])),
    ahead: { day: moved('day', 1) },
    now: near.format(0, 'second'),
    today: near.format(0, 'day'),
    tomorrow: near.format(1, 'day'),
    yesterday: near.format(-1, 'day'),
    comma: comma(list[1].value),
  });
}

/**
 * What stands between the items of a list that goes on. Some languages have a word there, or nothing but a space,
 * which would run into the names that stand beside it.
 */
function comma(between) {
  if (/^\p{P}\s?$/u.test(between)) return between;
  return /[\p{Script=Arabic}،]/u.test(between) ? '، ' : ', ';
}

/** How a date reads, with the names of days and months in the form that they have there. */
function pattern(locale, options) {
  const format = new Intl.DateTimeFormat(locale, { ...UTC, ...options });
  const part = (when, wanted) => format.formatToParts(when).find(({ type }) => type === wanted)?.value ?? '';
  // 4 January 2026 is a Sunday.
  const weekdays = [4, 5, 6, 7, 8, 9, 10].map((day) => part(Date.UTC(2026, 0, day), 'weekday'));
  const months = [...Array(12).keys()].map((month) => part(Date.UTC(2026, month, 15), 'month'));
  const template = format
    .formatToParts(Date.UTC(2026, 10, 25, 14, 30))
    .map(({ type, value }) => NAMES[type] ?? value)
    .join('');
  return { template, weekdays, months };
}
