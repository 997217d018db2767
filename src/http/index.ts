export { saveAdminKey } from './access/api-key.ts'
export { createSignInLink } from './access/sign-in-link.ts'
export { createApp } from './app.ts'
export type { AppOptions, AppServices } from './app-services.ts'
