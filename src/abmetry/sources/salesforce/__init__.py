"""Exports of a Salesforce org: one file per object, as Data Loader and the weekly export write them."""
