/** Words of money, trade, companies, energy and work; one meaning a line, `name: words and phrases`. */
export const ECONOMY_WORDS = `
tariff: tariff, levy, duty, duties, customs, import tax, border tax, trade barrier, reciprocal
trade: trade, import, export, commerce, shipment, trading partner, goods, trade war
inflation: inflation, consumer price, cpi, price rise, cost of living, price pressure, pce, prices
rates: interest rate, rate, borrowing cost, monetary policy, benchmark rate, basis point, policy rate, rate-setter
ratecut: rate cut, cut rates, lower rates, cuts rates, lowering rates, ease policy, easing, loosen policy, dovish, reduce borrowing costs
ratehike: rate hike, raise rates, rate rise, tighten policy, tightening, hawkish
ratehold: hold rates, keep rates, leave rates, rates on hold, rates unchanged, pause rates, rates steady, stand pat, wait and see, no hurry
centralbank: central bank, monetary authority, fed, federal reserve, ecb, bank of england, policymaker, governor, fomc, rate-setter
gdp: gdp, gross domestic product, output, economy, growth, economic growth
contraction: contraction, contract, shrink, recession, slump, downturn, slowdown, slow, stagnate, negative growth, depression, weaken
jobs: job, employment, payroll, hiring, hire, labor market, labour market, workforce, job market
unemployment: unemployment, jobless, jobless claims, unemployed, out of work, layoff, claims
layoff: layoff, lay off, job cut, cut jobs, redundancy, redundancies, fire workers, axe, shed, slash jobs, furlough, downsizing
consumer: consumer, shopper, household, retail sales, consumer spending, consumer confidence, sentiment, consumer sentiment, spending
confidence: confidence, sentiment, optimism, pessimism, mood, gloom
factory: factory, manufacturing, manufacturer, industrial production, pmi, plant, industry
housing: housing, home, house price, mortgage, home sales, housing starts, property
realestate: real estate, property, commercial real estate, office, landlord, office loan, skyscraper, tower
stocks: stock market, share, equity, equities, wall street, s&p 500, dow, nasdaq, index, stock
bonds: bond, treasury, treasuries, gilt, sovereign debt, paper, note, yield, spread, debt, government debt, country risk, premium over
yield: yield, borrowing cost, spread, basis point, gilt, risk premium
selloff: sell-off, selloff, dump, flee, rout, tumble, plunge, crash, slump, liquidate, liquidation, bloodbath, wipe out, wipeout, dive
rally: rally, rebound, surge, recover, jump, soar, gain, bounce
currency: currency, peso, dollar, euro, yuan, ruble, lira, pound, yen, exchange rate, foreign exchange, forex, greenback
devalue: devalue, devaluation, depreciate, weaken, record low, slide, lose value
reserves: reserve, foreign currency, hard currency, foreign exchange reserves, dollars, war chest
default: default, miss payment, non-payment, insolvency, insolvent, restructure, stop paying, arrears
bankruptcy: bankruptcy, bankrupt, insolvency, insolvent, collapse, fail, failure, receivership, administration, chapter 11, go bust, fold, liquidation
bailout: bailout, rescue, lifeline, aid package, disbursement, support package, swap line, loan, release money, funds, injection, inject
debt: debt, borrowing, loan, credit, liability
deficit: deficit, shortfall, gap, black hole, overspend, debt ceiling
surplus: surplus, in the black, balanced budget, took in more
budget: budget, fiscal, spending, tax, treasury, public finances, expenditure
austerity: austerity, spending cut, cut spending, slash subsidies, subsidy, belt-tightening
tax: tax, taxation, levy, tax rise, tax hike, tax cut
bank: bank, lender, lending, banking
deposit: deposit, depositor, saver, saving, customer, account, withdrawal, bank run, outflow, pull money, redemption
liquidity: liquidity, emergency loan, discount window, backstop, lender of last resort, emergency facility, facility, emergency funding
capital: capital, capital raise, raise capital, investor, inject, recapitalise, stake, share sale
takeover: takeover, acquire, acquisition, merger, merge, buyout, buy, bid, buyer, purchase
rating: rating, credit rating, grade, moody's, s&p, fitch, credit agency, downgrade, upgrade
loanloss: bad loan, soured loan, souring, non-performing, provision, write-down, write-off, charge-off, set aside, sets aside
stresstest: stress test, health check, resilient, withstand, buffer, capital ratio
earnings: earnings, profit, revenue, results, sales, guidance, forecast, outlook
investment: invest, investment, investor, funding, spend, capex
startup: startup, venture, ipo, listing, float, unicorn
crypto: crypto, cryptocurrency, bitcoin, ether, digital currency, digital currencies, token, blockchain, stablecoin, digital dollar, coin, digital asset
peg: peg, depeg, de-peg, parity, cents on the dollar, lose its peg
redeem: redeem, redemption, cash out, convert, conversion, exchange for dollars, stampede, rush
exchange: exchange, trading platform, trading venue, marketplace
attestation: attestation, audit, auditor, proof, backing, what stands behind, disclosure
oil: oil, crude, brent, wti, west texas intermediate, petroleum, barrel
oilprice: oil price, crude price, brent, price of oil, barrel
opec: opec, opec+, cartel, oil producers, producer group, alliance
output: output, production, supply, pump, produce, producer, barrels a day
quota: quota, ceiling, limit, target, compliance, overproduction, above target, exceeded, promised
inventory: inventory, inventories, stockpile, stock, glut, storage, supplies, tank, oversupply
shale: shale, driller, rig, rig count, permian, oil patch, fracking, drilling
gas: gas, natural gas, lng, gas storage, cavern
fuel: fuel, petrol, gasoline, diesel, tanker, refinery
electricity: electricity, power, grid, blackout, outage, power cut, transmission, electric, network, gigawatt, megawatt, in the dark, power system, interconnector
blackout: blackout, outage, power cut, power failure, in the dark, lost power, without power, grid failure, without electricity, lose power, cascading
powerplant: power plant, power station, reactor, nuclear plant, unit, turbine, generator
offline: offline, shutdown, shut down, unplanned, halt, trip, stoppage, out of service
renewable: renewable, solar, wind, battery, battery storage, wind farm, clean energy
mineral: mineral, rare earth, gallium, germanium, lithium, cobalt, metals, critical mineral, magnet
chip: chip, semiconductor, processor, gpu, accelerator, chipmaker, wafer, microchip, lithography, foundry
ai: artificial intelligence, ai, machine learning, chatbot, large language model, language model
tech: technology, tech, digital, platform, silicon valley, big tech, online, internet, software
supplychain: supply chain, supplier, logistics, port, container, freight
reroute: reroute, divert, avoid, around, detour, instead
insurance: insurance, insurer, underwriter, premium, cover, policy, war risk, lloyd's, reinsurance, reinsurer, insured
catbond: catastrophe bond, cat bond, insurance-linked, reinsurance, reinsurer, payout
forecast: forecast, forecaster, outlook, predict, prediction, projection, expect, estimate, project, view
demand: demand, consumption, use, appetite, consume
price: price, cost, expensive, cheaper
wage: wage, pay, salary, earnings
strategicreserve: strategic reserve, emergency stocks, release stocks
pricecontrol: price cap, price control, subsidy, subsidies
export: export, shipment, ship, sell abroad, overseas sales
`
