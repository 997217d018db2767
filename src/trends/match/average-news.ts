/**
 * The mean vector of 276 news items under `local:minilm-l6-v2`: 384 little-endian int16, in units of 1e-4. Similarity is
 * measured against it, because some texts are near to everything and others to nothing.
 */
const MEAN =
  'BgD2/w4BhQCfATAABgCu/0D/F/9I/5YB+P54AM3/LwBT/z//x/45ACT/S/8+AEwATQAfAOv/iP88/47/L/9nAM3+hwCGAM8AfgBIAMQAR//DAFP+fP8dAMP/hgDIANX/X/86AP7/yADt/xT/kwArAIMAa//iAJ4AkP+8/kUAPACQAdD/EQDJAKj9rABwARf/0f56//P/a/+RAZ4AnAEM/8wA3v5g/2b+M/9j/3kAYf41ASUAbQDx/nMAkQFk//UAHwCbAJf+2AD+AaIBQv98//n+Gv8e/08AtP/NALT/5f+t//X+uP64/wIAWP7G/zoAGAFhAYf+VgAP/2sA8v0AAKv/gv+k/5H/kP7gAPH+CQC4/ur/gf7cAJL/LwHm/7j9CgBfAa4BaACxAF3/TgBFAIsA8v+w/wwAeQB+ADD/LwHB/9n/wf6/AA//ZwBL/4H/mf94AXL+CwFbAcn/kACa/xT/V/9X/6YAeP8I/4wAa/9+/1v+9v+k/6b/CACT/usB7f46AgAABwEk/a8BEADc/5MAcAB5/2sA5f+KAKEBGf9w/xz/AgMlAPT/OwAPAED/EAHw/2P9Yf8iARkBoQAAAAf/AAE4/1IAsP+x/28APAANALQABP/G/7AAyQHf/4/+iwIwADIAKP9PADsAy/7wAU7/WAATAEf+xv9t/47/GgDa/8IBEQCGAV//e/8PAL//kQCX/2L/ugCG/0gA4P/7AE8At/8JAKkBWf9TAOX9igBQAGL/zf81AHz/5ADkAHP/YACm/zkAf/+lAgwAUwG4/1T+FwC1AKIBNf/I/+T/gAEQAof/kwDF/1AAUwD0/1n/+/8oAMX9q/5R/00A3v4AAD4Akf56ANkASf8oALX/hQBVAGQAywBPAKH+QQAi/zMAoP/hAJv/vP/1/2kBpv+4/34ATQAGALsB3P9RAHn/p/95/xMAJgB/AEMA/f+/AHL/1v6eAEcA+f9a/4n+Uv7D/3IBev9w/4z/nQBLALEBUgAU/33/Uv7K/zUAyP1bAA8B'

let mean: Float32Array | undefined

/** The vector of an average news item. */
export function averageNews(): Float32Array {
  if (!mean) {
    const bytes = Buffer.from(MEAN, 'base64')
    mean = Float32Array.from({ length: bytes.length / 2 }, (_, at) => bytes.readInt16LE(2 * at) / 1e4)
  }
  return mean
}
