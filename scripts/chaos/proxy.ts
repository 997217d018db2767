import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  port: number
  /** Where new connections go from now on. */
  aim(port: number): void
  /** Breaks every connection off and refuses new ones for `ms`. */
  cut(ms: number): void
  close(): void
}

/** Passes TCP connections on to a port of this machine. */
export async function startProxy(target: number): Promise<TcpProxy> {
  let port = target
  let refusesUntil = 0
  const sockets = new Set<Socket>()
  const keep = (socket: Socket, other: () => Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      other().destroy()
    })
  }
  const server = createServer((client) => {
    if (performance.now() < refusesUntil) return void client.destroy()
    const upstream = connect(port, '127.0.0.1')
    keep(client, () => upstream)
    keep(upstream, () => client)
    client.pipe(upstream).pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const breakOff = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    aim(next) {
      port = next
    },
    cut(ms) {
      refusesUntil = performance.now() + ms
      breakOff()
    },
    close() {
      server.close()
      breakOff()
    },
  }
}
