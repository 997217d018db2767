/** FIPS 10-4 country codes that differ from ISO 3166-1 alpha-2, as `FIPS ISO` pairs; GDELT names countries by FIPS. */
const differing = `
  AA AW AC AG AG DZ AJ AZ AN AD AQ AS AS AU AU AT AV AI AY AQ BA BH BC BW BD BM BF BS BG BD BH BZ BK BA BL BO BM MM BN BJ BO BY BP SB
  BU BG BX BN BY BI CB KH CD TD CE LK CF CG CG CD CH CN CI CL CJ KY CK CC CN KM CQ MP CS CR CT CF CW CK DA DK DO DM DR DO EI IE EK GQ
  EN EE ES SV EZ CZ FG GF FP PF FS TF GA GM GB GA GG GE GJ GD GK GG GM DE GQ GU GV GN GZ PS HA HT HO HN IC IS IS IL IV CI IZ IQ JA JP
  JN SJ KN KP KR KI KS KR KT CX KV XK LE LB LG LV LH LT LI LR LO SK LS LI LT LS MA MG MB MQ MC MO MF YT MG MN MH MS MI MW MJ ME MO MA
  MP MU MU OM MN MC NE NU NG NE NH VU NI NG NN SX NS SR NU NI OD SS PA PY PC PN PM PA PO PT PP PG PS PW PU GW RI RS RM MH RN MF RP PH
  RS RU SB PM SC KN SE SC SF ZA SG SN SN SG SP ES ST LC SU SD SV SJ SW SE SX GS SZ CH TB BL TD TT TI TJ TK TC TL TK TN TO TO TG TP ST
  TS TN TT TL TU TR TX TM UC CW UK GB UP UA UV BF VI VG VM VN VQ VI VT VA WA NA WE PS WI EH WZ SZ YM YE ZA ZM ZI ZW`
const isoOf = new Map(
  [...differing.matchAll(/([A-Z]{2}) ([A-Z]{2})/g)].map(([, fips = '', iso = '']): [string, string] => [fips, iso]),
)

/** ISO 3166-1 alpha-2 code of a FIPS 10-4 country code; undefined for what is no code. */
export function isoCountry(fips: string): string | undefined {
  const code = fips.trim().toUpperCase()
  return isoOf.get(code) ?? (/^[A-Z]{2}$/.test(code) ? code : undefined)
}

const happenings = [
  'make public statement',
  'appeal',
  'express intent to cooperate',
  'consult',
  'engage in diplomatic cooperation',
  'engage in material cooperation',
  'provide aid',
  'yield',
  'investigate',
  'demand',
  'disapprove',
  'reject',
  'threaten',
  'protest',
  'exhibit military posture',
  'reduce relations',
  'coerce',
  'assault',
  'fight',
  'engage in mass violence',
]

/** What a CAMEO root code (`01` … `20`) stands for; undefined for any other. */
export function happeningOf(cameoRoot: string): string | undefined {
  return happenings[Number(cameoRoot) - 1]
}

let names: Map<string, string> | undefined

/** ISO 639-1 code of a language named in English or by its ISO 639-2 code; null when there is none. */
export function languageCode(name: string | undefined): string | null {
  if (!name) return null
  if (/^[a-z]{3}$/.test(name)) return Intl.getCanonicalLocales(name).find((code) => code.length === 2) ?? null
  names ??= languageNames()
  return names.get(name.toLowerCase()) ?? null
}

function languageNames(): Map<string, string> {
  const display = new Intl.DisplayNames('en', { type: 'language' })
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const codes = letters.flatMap((first) => letters.map((second) => first + second))
  return new Map(
    codes
      .filter((code) => Intl.getCanonicalLocales(code)[0] === code && display.of(code) !== code)
      .map((code): [string, string] => [display.of(code)?.toLowerCase() ?? code, code]),
  )
}
