const dateTime = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })

/** `12.3 %`, one decimal; the clamp of [0.1 %, 99.9 %] is the server's. */
export const percent = (probability: number): string => `${(probability * 100).toFixed(1)} %`

/** `+2.4 pp`: a difference of probabilities in percentage points. */
export const points = (difference: number): string =>
  `${difference >= 0 ? '+' : '−'}${Math.abs(difference * 100).toFixed(1)} pp`

/** `+0.042`: a contribution in log-odds. */
export const logOdds = (value: number): string => `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(3)}`

export const formatDateTime = (iso: string): string => dateTime.format(new Date(iso))
export const formatDate = (iso: string): string => date.format(new Date(iso))

/** Since when a definition holds: `from 3 May, 14:00 on` */
export const sinceText = (iso: string): string =>
  Date.parse(iso) === 0 ? 'from the beginning' : `from ${formatDateTime(iso)} on`

/** `5 min ago`, `3 h ago`, `2 d ago`, seen from `now` (the workspace's clock). */
export function ago(iso: string, now: Date): string {
  const minutes = Math.round((now.getTime() - new Date(iso).getTime()) / 60_000)
  if (minutes < 0) return `in ${duration(-minutes)}`
  return minutes < 1 ? 'just now' : `${duration(minutes)} ago`
}

/** `25 min`, `3 h`, `2 d` */
export function duration(minutes: number): string {
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h`
  return `${Math.round(minutes / 1440)} d`
}

/** `rising_fast` → `rising fast` */
export const words = (name: string): string => name.replaceAll('_', ' ')

/** `1 item`, `2 items` */
export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`

/** Only web addresses become links; anything else a feed hands over stays text. */
export const isWebUrl = (url: string | null): url is string => url !== null && /^https?:\/\//i.test(url)
