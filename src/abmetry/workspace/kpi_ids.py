"""Names of the KPIs that a target can be set for: those of the catalogue that are one number."""

_NAMES = """
    target_accounts icp_fit relationship_score relationship_improving_rate relationship_degrading_rate
    intent_surge_accounts intent_surge_rate researched_account_rate data_completeness stakeholder_coverage
    stakeholders_identified_rate contactable_rate people_per_account custom_content_rate aware_account_rate
    target_traffic_share web_visits_resolved_rate key_contact_email_open_rate key_contact_attendance_rate
    key_contact_answer_rate engaged_accounts engaged_account_rate unengaged_account_rate
    cost_per_engaged_account engagement_minutes engagement_minutes_per_account mqa_accounts mqa_rate
    research_spikes ad_impressions ad_clicks ad_click_rate view_through_visits view_through_conversions
    website_visits visiting_accounts high_value_page_visits chat_conversations deanonymization_rate
    program_successes program_success_rate program_reach program_focus wasted_spend_share buying_committee_size
    account_penetration account_penetration_rate accounts_with_opportunity opportunity_rate
    engaged_to_opportunity_rate target_account_pipeline pipeline_created opportunities_created average_deal_size
    days_first_touch_to_opportunity cost_per_opportunity_account leads_created account_win_rate
    opportunity_win_rate new_revenue_won deal_cycle_days deal_velocity_days stage_days stalled_opportunities
    touches_per_won_account cost_per_won_account sales_velocity influenced_pipeline influenced_pipeline_rate
    influenced_revenue influenced_revenue_rate influence_coverage attributed_revenue attributed_pipeline
    renewal_rate gross_revenue_retention net_revenue_retention customer_intent_surge_rate
    customer_relationship_score average_contract_value total_revenue_won expansion_revenue_won
    net_promoter_score customer_lifetime_value accepted_accounts_per_1000 task_completion_rate dials_per_rep_day
    emails_per_rep_day people_touched_per_rep_day sdr_account_coverage meaningful_conversations
    conversation_to_meeting_rate sdr_pipeline_created sdr_revenue_won
"""
KPI_IDS = frozenset(_NAMES.split())
