/**
 * Topics and the words that speak for them. A trailing `*` matches any ending; `_` joins the words of a phrase; a
 * leading `+` marks a word that is enough on its own.
 */
export const TOPIC_WORDS: Record<string, string> = {
  politics:
    '+parliament* +lawmaker* +senator* congress senate president* minister* government* +coalition cabinet policy politic* +politician* party opposition republican* democrat* +impeach* governor mayor bill legislation +referendum legislat* administration white_house downing_street kremlin premier chancellor folketing* regering* minister*',
  elections:
    '+election* +ballot* +voter* +voting +electoral +polling_station* vote votes voted candidate* campaign* poll polls turnout +runoff primary +inaugurat* valg* wahl* elección* élection* вибор*',
  conflict:
    '+airstrike* +missile* +troops +ceasefire +shelling +militar* +army soldier* +war wars +warfare drone drones bomb* attack* strike strikes fighter* rebel* militant* +militia* weapon* +invasion +insurg* hostage* combat frontline offensive nato gaza hamas hezbollah houthi* krig* війн* krieg* guerre',
  diplomacy:
    '+diplomat* +ambassador* +summit talks treaty +embassy foreign_minister foreign_policy negotiat* +bilateral envoy sanctions peace_deal peace_talks truce nuclear_deal state_visit alliance united_nations',
  economy:
    '+inflation +gdp +recession +unemployment +economist* +economy economic* +central_bank* +interest_rate* +fed federal_reserve ecb rate_cut* rate_hike* jobs_report payroll* wages consumer_spending growth fiscal deficit budget debt stimulus +monetary +jobless households consumer_prices økonomi* inflation* wirtschaft*',
  markets:
    '+stocks shares +investor* +bond* +treasury_yield* +wall_street yield* +dow +nasdaq +s&p equities currency currencies dollar euro +hedge_fund* trader* ipo portfolio market markets +selloff rally bitcoin crypto*',
  business:
    '+merger* +acquisition* +takeover +ceo +earnings +profit* revenue company companies startup* +shareholder* firm firms corporate +bankrupt* chief_executive layoffs retailer* carmaker* manufacturer* brand',
  trade:
    '+tariff* +exports +imports +import_dut* +trade_war +trade_deal* +trade_talks trade exporter* importer* customs supply_chain* +wto +protectionis* levies +trade_deficit',
  energy:
    '+oil +opec* +crude +natural_gas +lng +pipeline* +electricity +nuclear_power +solar +wind_power +renewable* energy barrel* refiner* coal +power_plant* blackout* petrol gasoline',
  technology:
    '+artificial_intelligence +ai +chip* +semiconductor* +software +cyber* +smartphone* +openai +nvidia tech technolog* data +algorithm* robot* internet app apps +hacker* +chatbot* computing',
  health:
    '+hospital* +vaccin* +virus +disease* +covid* +cancer +patient* doctor* +medic* health +outbreak* +epidemic +pandemic drug drugs +medicaid +medicare +obes* fda mental_health +measles +flu sundhed*',
  climate:
    '+climate +emission* +global_warming +carbon +heatwave* +net_zero +biodivers* environment* +greenhouse deforest* pollution',
  disaster:
    '+earthquake* +flood* +hurricane* +wildfire* +tsunami +typhoon* +tornado* +landslide* +cyclone* +eruption* drought* crash* collapse* storm* derail* explosion rescue* evacuat* blaze',
  crime:
    '+murder* +homicide* +police +arrest* +gunman +shooting* +robbery +kidnap* +cartel* +smuggl* +traffick* suspect* stabb* killed gang gangs fraud theft crime* criminal* prison* +jail*',
  justice:
    '+court +courts +judge* +lawsuit* +prosecutor* +trial +verdict +supreme_court ruling ruled +indict* sentenced +convict* plead* lawyer* appeal* justice +jury +sued legal',
  migration: '+migrant* +immigra* +refugee* +asylum +deport* border visa* +border_patrol +undocumented citizenship',
  labour:
    '+union_members +trade_union* +layoff* worker* +strike_action +walkout employee* workforce +minimum_wage hiring jobs +labour_market +labor_market +pay_rise',
  protest: '+protest* +demonstrat* +rally_against +unrest +riot* +march_against activist* crackdown +tear_gas boycott*',
  science:
    '+scientist* +researcher* +nasa +spacecraft +astronom* +physic* study +telescope species +fossil* +genome laborator* university space discovery',
  culture:
    '+film* +movie* +museum* +novel +album +actor* +actress* +singer* music book books art artist* theatre theater +celebrit* +hollywood festival fashion +oscar* restaurant* exhibition',
  sport:
    '+football +olympic* +world_cup +premier_league +nba +nfl +tennis +wimbledon +goalkeeper +striker coach match league +championship* +tournament* player* team teams +fifa +uefa cricket rugby golf +medal*',
  religion:
    '+pope +vatican +church* +bishop* +imam* +mosque* cardinal* +conclave religio* islam* christian* jewish +synagogue* priest*',
}
