import { expect, it } from 'vitest'
import { hungUpPeers } from '~~/engine/proc-net'

// Port 18123 is 46CB. As `cat /proc/net/tcp` shows it, cut on the right.
const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
   0: 0100007F:46CB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0
   1: 0100007F:46CB 0100007F:C4E0 01 00000000:00000000 00:00000000 00000000     0
   2: 0100007F:46CB 0100007F:C4E1 08 00000000:00000001 00:00000000 00000000     0
   3: 0100007F:C4E1 0100007F:46CB 05 00000000:00000000 00:00000000 00000000     0
   4: 0100007F:1F90 0100007F:C4E2 08 00000000:00000001 00:00000000 00000000     0
   5: 0100007F:C4E3 0100007F:46CB 08 00000000:00000001 00:00000000 00000000     0
`

it('finds the peers that hung up on our port, and no others', () => {
  expect([...hungUpPeers(table, 18_123)]).toEqual([0xC4E1])
  expect([...hungUpPeers(table, 8080)]).toEqual([0xC4E2])
  expect([...hungUpPeers(table, 80)]).toEqual([])
  expect([...hungUpPeers('', 80)]).toEqual([])
})
