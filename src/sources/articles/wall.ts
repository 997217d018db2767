import type { RawArticle } from './extractor.ts'

/** What stands between a reader and an article. */
export type Wall = 'paywall' | 'consent'

const PAYWALL =
  /subscribe (?:now )?to (?:continue|keep|read)|(?:log|sign) in to (?:continue|read)|(?:only|exclusively) (?:available )?(?:for|to) (?:our )?subscribers|for subscribers only|subscriber[- ]only|to read the full (?:article|story)|already a subscriber\?|kun for abonnenter|bliv abonnent|log ind for at læse|artiklen er låst|kræver abonnement|nur für abonnenten|jetzt (?:weiterlesen|abonnieren)|weiterlesen mit|réservé aux abonnés|réservée aux abonnés|abonnez-vous pour lire|contenido exclusivo para suscriptores|suscríbete para (?:leer|seguir)|riservato agli abbonati|alleen voor abonnees|endast för prenumeranter|läs vidare som prenumerant|kun for abonnenter|bare for abonnenter|только для подписчиков/iu
const CONSENT_WORD =
  /\b(?:cookies?|consent|gdpr|privacy (?:policy|choices|settings)|samtykke|einwilligung|zustimm\w+|akzeptier\w+|datenschutz\w*|consentement|consentimiento|consenso|toestemming|samtycke|accept all|reject all|partners?)\b/giu
const CONSENT_ADDRESS =
  /^https?:\/\/(?:[\w.-]*\.)?(?:consent|guce|cookiewall|privacy-mgmt|cmp)\.|\/(?:consent|cookiewall|cookie-consent|privacygate|collectconsent)\b/i

/** Words of a page that is nothing but a question about cookies. */
const SHORT = 250
/** An article behind a paywall shows a few paragraphs. */
const TEASER = 400

/** The wall an extracted page shows, if any. `text` is its main text, `url` where the page came from. */
export function wallOf(page: Pick<RawArticle, 'locked' | 'seen'>, text: string, url: string): Wall | null {
  const words = text.split(/\s+/).filter(Boolean).length
  const about = page.seen.match(CONSENT_WORD)?.length ?? 0
  const seenWords = page.seen.split(/\s+/).filter(Boolean).length
  if (CONSENT_ADDRESS.test(url)) return 'consent'
  if (words < SHORT && about >= 4 && about / Math.max(1, seenWords) > 0.03) return 'consent'
  if (page.locked && words < TEASER) return 'paywall'
  if (words < TEASER && (PAYWALL.test(page.seen) || PAYWALL.test(text))) return 'paywall'
  return null
}
