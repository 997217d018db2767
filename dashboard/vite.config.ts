import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 900 },
  // Development: `npx vite dashboard` beside a running `npm start`.
  server: { proxy: { '/api': 'http://127.0.0.1:4600', '/queues': 'http://127.0.0.1:4600' } },
})
