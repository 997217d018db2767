/** An instant as the API writes it, or null. */
export const iso = (at: Date | null | undefined): string | null => at?.toISOString() ?? null
