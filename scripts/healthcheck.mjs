// Exit code 0 while this machine's process of Bellwether can reach its database: the health check of worker and scheduler containers.
import postgres from 'postgres'

const sql = postgres(process.env.DATABASE_URL ?? '', { max: 1, connect_timeout: 5 })
try {
  await sql`select 1`
} catch {
  process.exitCode = 1
} finally {
  await sql.end({ timeout: 1 })
}
