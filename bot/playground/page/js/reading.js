// What has been read: the newest message read in each channel, kept for each person in this browser, so that
// switching between people shows to each what they have not seen.

/** Snowflakes are too large for numbers: the longer is the later, then the greater text. */
export function bySnowflake(a, b) {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}

const later = (id, mark) => Boolean(id) && (!mark || bySnowflake(id, mark) > 0);

export class ReadMarks {
  #key = "";
  #read = {};
  #newest = new Map();
  #mentions = new Map();

  /** Begins for a person, from what this browser remembers. */
  open(person) {
    if (this.#key) return;
    this.#key = `easel-read-${person}`;
    try {
      this.#read = JSON.parse(localStorage.getItem(this.#key)) ?? {};
    } catch {
      this.#read = {}; // storage may be switched off: then everything counts as new once
    }
  }

  /** Learns the newest message of a channel; `mentionsMe` counts towards its red number. */
  arrived(channel, id, mentionsMe = false) {
    if (!later(id, this.#newest.get(channel))) return;
    this.#newest.set(channel, id);
    if (mentionsMe) this.#mentions.set(channel, this.mentions(channel) + 1);
  }

  /** Takes everything in the channel for read; tells whether that changed anything. */
  read(channel) {
    if (!this.unread(channel)) return false;
    this.#read[channel] = this.#newest.get(channel);
    this.#mentions.delete(channel);
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#read));
    } catch {
      return true; // remembered for as long as this page is open
    }
    return true;
  }

  unread(channel) {
    return later(this.#newest.get(channel), this.#read[channel]);
  }

  mentions(channel) {
    return this.#mentions.get(channel) ?? 0;
  }

  /** The id after which messages are new: null when none is. "0" stands before the first. */
  mark(channel) {
    return this.unread(channel) ? this.#read[channel] ?? "0" : null;
  }
}
