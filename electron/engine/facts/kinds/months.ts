/**
 * From January: English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Danish, Norwegian, Finnish, Polish,
 * Czech, Hungarian, Romanian, Turkish, Greek, Russian, Ukrainian; Hindi, Arabic and Thai. Cases as they stand in dates.
 */
const names: readonly string[] = [
  "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia styczeń sty ledna leden január ianuarie ian ocak oca tammikuuta ιανουαρίου января янв січня जनवरी يناير มกราคม",
  "february feb februar février fevrier févr fevr febrero febbraio febb fevereiro fev februari helmikuuta lutego luty lut února únor február februarie şubat φεβρουαρίου февраля фев лютого फरवरी فبراير กุมภาพันธ์",
  "march mar märz maerz mrz mars marzo março maart mrt marts maaliskuuta marca marzec března březen március martie mart μαρτίου марта мар березня मार्च مارس มีนาคม",
  "april apr avril avr abril abr aprile huhtikuuta kwietnia kwiecień kwi dubna duben április aprilie nisan απριλίου апреля апр квітня अप्रैल أبريل ابريل เมษายน",
  "may mai mayo maggio mag maio mei maj toukokuuta maja května květen május mayıs μαΐου мая май травня मई مايو พฤษภาคม",
  "june jun juni juin junio giugno giu junho kesäkuuta czerwca czerwiec cze června červen június iunie haziran ιουνίου июня июн червня जून يونيو มิถุนายน",
  "july jul juli juillet juil julio luglio lug julho heinäkuuta lipca lipiec lip července červenec július iulie temmuz ιουλίου июля июл липня जुलाई يوليو กรกฎาคม",
  "august aug août aout agosto ago augustus augusti elokuuta sierpnia sierpień sie srpna srpen augusztus ağustos αυγούστου августа авг серпня अगस्त أغسطس สิงหาคม",
  "september sept sep septembre septiembre settembre set setembro syyskuuta września wrzesień wrz září szeptember septembrie eylül σεπτεμβρίου сентября сен сент вересня सितंबर سبتمبر กันยายน",
  "october oct oktober okt octobre octubre ottobre ott outubro lokakuuta października październik paź října říjen október octombrie ekim οκτωβρίου октября окт жовтня अक्टूबर أكتوبر ตุลาคม",
  "november nov novembre noviembre novembro marraskuuta listopada listopad listopadu noiembrie kasım νοεμβρίου ноября ноя листопада नवंबर نوفمبر พฤศจิกายน",
  "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro desember joulukuuta grudnia grudzień gru prosince prosinec decembrie aralık δεκεμβρίου декабря дек грудня दिसंबर ديسمبر ธันวาคม",
];

const numbers = new Map(names.flatMap((of, at) => of.split(" ").map((name) => [name, at + 1] as const)));

/** From 1; 0 where the word is no month. */
export const monthOf = (word: string): number => numbers.get(word.toLowerCase()) ?? 0;

/** English words in lower case: months only with a day and a year. */
export const lowerCaseWord = /^(?:may|mar|march|jan|dec|sep|mei)$/;
/** Short forms that are words elsewhere, as in "Gen 5" or "set 3": months only between a day and a year. */
export const otherWord =
  /^(?:set|ago|gen|mag|lug|ott|giu|dic|abr|ene|fev|mart|marca|lip|sty|sie|gru|lut|luty|cze|kwi|paź|ocak|oca|nisan|ekim|ian)$/i;

const alternatives = (of: readonly string[]): string => of.toSorted((a, b) => b.length - a.length).join("|");

/** Alternatives for a pattern; the longest first. */
export const monthPattern: string = alternatives([...numbers.keys()]);
/** Those without a letter beyond ASCII: all that a text of ASCII can have. */
export const asciiMonthPattern: string = alternatives([...numbers.keys()].filter((name) => /^[a-z]+$/.test(name)));
