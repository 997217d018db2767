import fc from 'fast-check'

/** Property tests draw the same cases every time; `FAST_CHECK_SEED=$RANDOM npm test` looks for new ones. */
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20_310_101) })
